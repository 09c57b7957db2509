package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BIN;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.REQUEST_BODY;
import static dev.lintel.rule.Scope.RESPONSE_BODY;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;
import dev.lintel.http.MessageHead;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;

/** Fetches of bodies, as much of them as a rule or {@code option http-buffer-request} has waited for (manual section 7.3.6). */
final class BodyFetches {
    private static final Args.Spec PARAMETER =
            Args.Spec.maybe(Args.Kind.STR, "name").optional(Args.Kind.STR, "i");

    static final List<Fetch> ROWS = List.of(
            fetch("req.body", NONE, BIN, REQUEST_BODY, a -> (x, out) -> body(x.requestBody, out)),
            fetch("req.body_len", NONE, INT, REQUEST_BODY, a -> (x, out) -> out.number(length(x.requestBody))),
            fetch("req.body_size", NONE, INT, REQUEST_BODY, a -> (x, out) -> size(x.request, x.requestBody, out)),
            fetch("req.body_param", PARAMETER, STR, REQUEST_BODY, BodyFetches::parameter),
            fetch("res.body", NONE, BIN, RESPONSE_BODY, a -> (x, out) -> body(x.responseBody, out)),
            fetch("res.body_len", NONE, INT, RESPONSE_BODY, a -> (x, out) -> out.number(length(x.responseBody))),
            fetch("res.body_size", NONE, INT, RESPONSE_BODY, a -> (x, out) -> size(x.response, x.responseBody, out)));

    private BodyFetches() {}

    private static int length(ByteBuf body) {
        return body == null ? 0 : body.readableBytes();
    }

    private static boolean body(ByteBuf body, Sample out) {
        if (body == null) {
            return out.bin(Bytes.EMPTY);
        }
        if (body.hasArray()) {
            return out.bin(body.array(), body.arrayOffset() + body.readerIndex(), body.readableBytes());
        }
        byte[] copy = new byte[body.readableBytes()];
        body.getBytes(body.readerIndex(), copy);
        return out.bin(copy);
    }

    /** What the head announces; where it does not, what is there. */
    private static boolean size(MessageHead head, ByteBuf body, Sample out) {
        return head != null && out.number(head.length >= 0 ? head.length : length(body));
    }

    private static Sampler parameter(Args a) {
        boolean ignoreCase = a.str(1, "").equals("i");
        String name = a.str(0, "");
        byte[] wanted = name.isEmpty() ? null : Bytes.of(ignoreCase ? name.toLowerCase(Locale.ROOT) : name);
        return (x, out) -> parameter(x, wanted, ignoreCase, out);
    }

    private static boolean parameter(Exchange x, byte[] name, boolean ignoreCase, Sample out) {
        long cursor = out.cursor;
        body(x.requestBody, out);
        int from = cursor == 0 ? out.off : (int) cursor + 1;
        return Parameters.next(out.buf, from, out.off + out.len, (byte) '&', name, ignoreCase, out);
    }
}
