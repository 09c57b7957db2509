package dev.lintel.rule;

import static dev.lintel.rule.Phase.CONFIGURATION;
import static dev.lintel.rule.Phase.HTTP_AFTER_RESPONSE;
import static dev.lintel.rule.Phase.HTTP_REQUEST;
import static dev.lintel.rule.Phase.HTTP_RESPONSE;
import static dev.lintel.rule.Phase.LOG;
import static dev.lintel.rule.Phase.ROUTING;
import static dev.lintel.rule.Phase.TCP_REQUEST_CONTENT;
import static dev.lintel.rule.Phase.TCP_RESPONSE_CONTENT;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a fetch needs in order to have a value (the "sample capture time" of manual section 7.3), and so in which phases it has one: the
 * table that {@code haproxy -dKsmp} prints, whose columns are our phases.
 */
public enum Scope {
    /** Nothing: constants, process state. */
    ALWAYS(EnumSet.allOf(Phase.class)),
    /** The client's connection. */
    SESSION(EnumSet.complementOf(EnumSet.of(CONFIGURATION))),
    /** The request head. HAProxy has lost it once the answer comes, so it is refused there and in the log. */
    REQUEST(EnumSet.of(TCP_REQUEST_CONTENT, HTTP_REQUEST, ROUTING)),
    /** The request's body, where a rule or option has waited for it. */
    REQUEST_BODY(REQUEST.phases),
    /** What is kept of the request from its head to its log line: method, version, captures, dates. */
    TRANSACTION(EnumSet.range(TCP_REQUEST_CONTENT, LOG)),
    /** The same of HTTP: method, version, captures. */
    HTTP_TRANSACTION(TRANSACTION.phases),
    /** What has come from the client and waits, in tcp mode. */
    REQUEST_BYTES(EnumSet.of(TCP_REQUEST_CONTENT, HTTP_REQUEST, ROUTING)),
    /** The backend; in a frontend's rules before one is chosen, the frontend stands for it. */
    BACKEND(EnumSet.range(TCP_REQUEST_CONTENT, Phase.CHECK)),
    /** The server chosen, and the connection to it. */
    SERVER(EnumSet.of(TCP_RESPONSE_CONTENT, HTTP_RESPONSE, HTTP_AFTER_RESPONSE, LOG, Phase.CHECK)),
    /** The answer's head. */
    RESPONSE(EnumSet.of(TCP_RESPONSE_CONTENT, HTTP_RESPONSE, HTTP_AFTER_RESPONSE, Phase.CHECK)),
    /** The answer's body. */
    RESPONSE_BODY(RESPONSE.phases),
    /** What has come from the server and waits, in tcp mode. */
    RESPONSE_BYTES(EnumSet.of(TCP_RESPONSE_CONTENT, HTTP_RESPONSE)),
    /** What is kept of the answer up to the log line: status, version, captures, times. */
    ANSWER(SERVER.phases),
    /** The head of the message that the rule is about: the request's in request rules, the answer's in response rules ({@code hdr}). */
    MESSAGE(EnumSet.of(
            TCP_REQUEST_CONTENT,
            HTTP_REQUEST,
            ROUTING,
            TCP_RESPONSE_CONTENT,
            HTTP_RESPONSE,
            HTTP_AFTER_RESPONSE,
            Phase.CHECK)),
    /** The exchange is over: counters and times of the log. */
    END(EnumSet.of(LOG)),
    /** A health check's own exchange. */
    CHECK(EnumSet.of(Phase.CHECK));

    private final Set<Phase> phases;

    Scope(Set<Phase> phases) {
        this.phases = phases;
    }

    /** Whether it is a message of HTTP, which nothing reads in tcp mode. */
    public boolean ofHttp() {
        return switch (this) {
            case REQUEST, REQUEST_BODY, HTTP_TRANSACTION, RESPONSE, RESPONSE_BODY, MESSAGE -> true;
            default -> false;
        };
    }

    /** Whether it is a connection's own bytes, which nothing keeps in http mode. */
    public boolean ofBytes() {
        return this == REQUEST_BYTES || this == RESPONSE_BYTES;
    }

    /** Whether a fetch of this scope can have a value in rules and formats of that phase. */
    public boolean in(Phase phase) {
        return phases.contains(phase);
    }
}
