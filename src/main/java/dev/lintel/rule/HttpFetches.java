package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BOOL;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.METH;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.ANSWER;
import static dev.lintel.rule.Scope.HTTP_TRANSACTION;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.Bytes;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import java.util.List;

/** Fetches of method, versions, statuses and captures (manual section 7.3.6). */
final class HttpFetches {
    private static final Args.Spec SLOT = Args.Spec.of(Args.Kind.INT, "idx");

    static final List<Fetch> ROWS = List.of(
            fetch("method", NONE, METH, HTTP_TRANSACTION, a -> HttpFetches::method),
            fetch("req.ver", NONE, STR, HTTP_TRANSACTION, a -> (x, out) -> requestVersion(x, out, 5)),
            fetch("req_ver", NONE, STR, HTTP_TRANSACTION, a -> (x, out) -> requestVersion(x, out, 5)),
            fetch("res.ver", NONE, STR, ANSWER, a -> (x, out) -> responseVersion(x, out, 5)),
            fetch("resp_ver", NONE, STR, ANSWER, a -> (x, out) -> responseVersion(x, out, 5)),
            fetch("capture.req.ver", NONE, STR, HTTP_TRANSACTION, a -> (x, out) -> requestVersion(x, out, 0)),
            fetch("capture.res.ver", NONE, STR, HTTP_TRANSACTION, a -> (x, out) -> responseVersion(x, out, 0)),
            fetch("capture.req.method", NONE, STR, HTTP_TRANSACTION, a -> HttpFetches::capturedMethod),
            fetch("capture.req.uri", NONE, STR, HTTP_TRANSACTION, a -> HttpFetches::capturedUri),
            fetch("capture.req.hdr", SLOT, STR, HTTP_TRANSACTION, a -> requestCapture(a)),
            fetch("capture.res.hdr", SLOT, STR, ANSWER, a -> responseCapture(a)),
            fetch("http_first_req", NONE, BOOL, HTTP_TRANSACTION, a -> (x, out) -> out.bool(x.number <= 1)),
            fetch("req.proto_http", NONE, BOOL, HTTP_TRANSACTION, a -> (x, out) -> out.bool(x.request != null)),
            fetch("req_proto_http", NONE, BOOL, HTTP_TRANSACTION, a -> (x, out) -> out.bool(x.request != null)),
            fetch("status", NONE, INT, ANSWER, a -> HttpFetches::status),
            fetch("txn.status", NONE, INT, ANSWER, a -> (x, out) -> out.number(x.status)),
            fetch(
                    "server_status",
                    NONE,
                    INT,
                    ANSWER,
                    a -> (x, out) -> x.serverStatus > 0 && out.number(x.serverStatus)),
            fetch("unique-id", NONE, STR, Scope.SESSION, a -> (x, out) -> x.uniqueId != null && out.str(x.uniqueId)),
            // There is no cache and no compression that an answer could have met.
            fetch("res.cache_hit", NONE, BOOL, ANSWER, a -> (x, out) -> out.bool(false)),
            fetch("res.cache_name", NONE, STR, ANSWER, a -> (x, out) -> false),
            fetch("res.comp", NONE, BOOL, ANSWER, a -> (x, out) -> out.bool(false)),
            fetch("res.comp_algo", NONE, STR, ANSWER, a -> (x, out) -> false));

    private static final byte[] HTTP_1_0 = Bytes.of("HTTP/1.0");
    private static final byte[] HTTP_1_1 = Bytes.of("HTTP/1.1");
    private static final byte[] HTTP_2_0 = Bytes.of("HTTP/2.0");
    private static final byte[] HTTP_3_0 = Bytes.of("HTTP/3.0");

    private HttpFetches() {}

    private static boolean method(Exchange x, Sample out) {
        Method method = x.request != null ? x.request.method : x.loggedMethod;
        if (method == null) {
            return false;
        }
        out.str(method.bytes());
        out.type = SampleType.METH;
        return true;
    }

    private static boolean capturedMethod(Exchange x, Sample out) {
        return x.loggedMethod != null && out.str(x.loggedMethod.bytes());
    }

    private static boolean requestVersion(Exchange x, Sample out, int from) {
        int version = x.request != null ? x.request.version : x.loggedVersion;
        return version > 0 && version(version, out, from);
    }

    private static boolean responseVersion(Exchange x, Sample out, int from) {
        return x.response != null && version(x.response.version, out, from);
    }

    private static boolean version(int version, Sample out, int from) {
        byte[] text = switch (version) {
            case 10 -> HTTP_1_0;
            case 20 -> HTTP_2_0;
            case 30 -> HTTP_3_0;
            default -> HTTP_1_1;
        };
        return out.str(text, from, text.length - from);
    }

    /** The target as it arrived, from its first slash on. */
    private static boolean capturedUri(Exchange x, Sample out) {
        if (x.loggedTarget == null) {
            return false;
        }
        int start = RequestHead.pathStart(x.loggedTarget, x.loggedTargetOff, x.loggedTargetLen);
        int end = x.loggedTargetOff + x.loggedTargetLen;
        return start < end && out.str(x.loggedTarget, start, end - start);
    }

    private static boolean status(Exchange x, Sample out) {
        int status = x.response != null ? x.response.status : x.status;
        return status > 0 && out.number(status);
    }

    private static Sampler requestCapture(Args a) {
        int slot = slot(a);
        return (x, out) -> capture(x.requestCaptures, slot, out);
    }

    private static Sampler responseCapture(Args a) {
        int slot = slot(a);
        return (x, out) -> capture(x.responseCaptures, slot, out);
    }

    private static int slot(Args a) {
        long slot = a.num(0, 0);
        if (slot < 0 || slot > 1023) {
            throw a.mistake("expects the number of a capture, counted from 0, not '" + slot + "'");
        }
        return (int) slot;
    }

    private static boolean capture(byte[][] captures, int slot, Sample out) {
        return captures != null && slot < captures.length && captures[slot] != null && out.str(captures[slot]);
    }
}
