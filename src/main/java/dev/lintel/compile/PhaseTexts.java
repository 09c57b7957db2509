package dev.lintel.compile;

import dev.lintel.rule.Phase;
import dev.lintel.rule.Scope;

/** Phases and scopes in the words of a message. */
final class PhaseTexts {
    private PhaseTexts() {}

    /** What a fetch of that scope needs. */
    static String needed(Scope scope) {
        return switch (scope) {
            case ALWAYS -> "nothing";
            case SESSION -> "a client's connection";
            case REQUEST -> "the request";
            case REQUEST_BODY -> "the request's body";
            case TRANSACTION, HTTP_TRANSACTION -> "a request";
            case REQUEST_BYTES -> "what the client has sent";
            case RESPONSE_BYTES -> "what the server has sent";
            case BACKEND -> "a backend";
            case SERVER -> "a server's connection";
            case RESPONSE, MESSAGE -> "the response";
            case RESPONSE_BODY -> "the response's body";
            case ANSWER -> "a response";
            case END -> "the exchange to be over";
            case CHECK -> "a health check";
        };
    }

    static String place(Phase phase) {
        return switch (phase) {
            case CONFIGURATION -> "the configuration";
            case TCP_REQUEST_CONNECTION -> "'tcp-request connection' rules";
            case TCP_REQUEST_SESSION -> "'tcp-request session' rules";
            case TCP_REQUEST_CONTENT -> "'tcp-request content' rules";
            case HTTP_REQUEST -> "request rules";
            case ROUTING -> "the choice of a backend or server";
            case TCP_RESPONSE_CONTENT -> "'tcp-response content' rules";
            case HTTP_RESPONSE -> "'http-response' rules";
            case HTTP_AFTER_RESPONSE -> "'http-after-response' rules";
            case LOG -> "a log line";
            case CHECK -> "a health check";
        };
    }
}
