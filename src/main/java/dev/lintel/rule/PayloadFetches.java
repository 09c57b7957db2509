package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BIN;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.REQUEST_BYTES;
import static dev.lintel.rule.Scope.RESPONSE_BYTES;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** Fetches of the bytes that have come on a connection in tcp mode and are held back for rules (manual section 7.3.5). */
final class PayloadFetches {
    private static final Args.Spec BLOCK = Args.Spec.of(Args.Kind.INT, "offset").and(Args.Kind.INT, "length");
    private static final Args.Spec COUNTED =
            Args.Spec.of(Args.Kind.INT, "offset1").and(Args.Kind.INT, "length").optional(Args.Kind.STR, "offset2");
    /** What HAProxy's buffer has room for: a block beyond it never comes. */
    private static final long MAX = 16384;

    /** The bytes of one direction. */
    @FunctionalInterface
    interface Held {
        ByteBuf of(Exchange x);
    }

    static final List<Fetch> ROWS = List.of(
            fetch("req.len", NONE, INT, REQUEST_BYTES, a -> (x, out) -> length(x, x.clientBytes, out)),
            fetch("req_len", NONE, INT, REQUEST_BYTES, a -> (x, out) -> length(x, x.clientBytes, out)),
            fetch("req.payload", BLOCK, BIN, REQUEST_BYTES, a -> block(a, x -> x.clientBytes)),
            fetch("req.payload_lv", COUNTED, BIN, REQUEST_BYTES, a -> counted(a, x -> x.clientBytes)),
            fetch("res.len", NONE, INT, RESPONSE_BYTES, a -> (x, out) -> length(x, x.serverBytes, out)),
            fetch("res.payload", BLOCK, BIN, RESPONSE_BYTES, a -> block(a, x -> x.serverBytes)),
            fetch("res.payload_lv", COUNTED, BIN, RESPONSE_BYTES, a -> counted(a, x -> x.serverBytes)));

    private PayloadFetches() {}

    static int length(ByteBuf bytes) {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    private static boolean length(Exchange x, ByteBuf bytes, Sample out) {
        out.mayChange = x.inspecting;
        return out.number(length(bytes));
    }

    private static Sampler block(Args a, Held held) {
        long offset = a.num(0, 0);
        long length = a.num(1, 0);
        if (offset < 0 || length < 0) {
            throw a.mistake("expects an offset and a length that are not negative");
        }
        return (x, out) -> {
            ByteBuf bytes = held.of(x);
            out.mayChange = x.inspecting && length == 0;
            return length == 0 && offset > length(bytes)
                    ? missing(x, out)
                    : block(x, bytes, offset, length == 0 ? length(bytes) - offset : length, out);
        };
    }

    private static boolean missing(Exchange x, Sample out) {
        out.mayChange = x.inspecting;
        return false;
    }

    private static boolean block(Exchange x, ByteBuf bytes, long offset, long length, Sample out) {
        if (offset < 0 || offset + length > MAX) {
            return false;
        }
        if (offset + length > length(bytes)) {
            return missing(x, out);
        }
        return length == 0
                ? out.bin(dev.lintel.http.Bytes.EMPTY)
                : out.bin(bytes.array(), bytes.arrayOffset() + bytes.readerIndex() + (int) offset, (int) length);
    }

    /** A block behind its own length, a number of one to four bytes in network order. */
    private static Sampler counted(Args a, Held held) {
        long at = a.num(0, 0);
        long size = a.num(1, 0);
        if (at < 0 || size < 1 || size > 4) {
            throw a.mistake("expects an offset, and a number of 1 to 4 bytes for the length");
        }
        String second = a.str(2, "");
        boolean relative = second.isEmpty() || second.startsWith("+") || second.startsWith("-");
        long start = (relative ? at + size : 0) + number(a, second);
        return (x, out) -> {
            ByteBuf bytes = held.of(x);
            if (at + size > length(bytes)) {
                return missing(x, out);
            }
            long length = 0;
            for (int i = 0; i < size; i++) {
                length = length << 8 | bytes.getUnsignedByte(bytes.readerIndex() + (int) at + i);
            }
            return length > 0 && block(x, bytes, start, length, out);
        };
    }

    private static long number(Args a, String text) {
        try {
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException notOne) {
            throw a.mistake("expects an offset such as 4, +2 or -1, not '" + text + "'");
        }
    }
}
