package dev.lintel.net;

import io.netty.buffer.ByteBuf;

/** Finds the empty line behind which a head ends. */
final class HeadEnd {
    /** How many bytes of empty lines may stand before a request (RFC 9112 section 2.2). */
    static final int MAX_EMPTY = 64;

    private HeadEnd() {}

    /** Whether the line that begins the input, behind empty ones, is longer than that, with its end. */
    static boolean lineLongerThan(ByteBuf in, int max) {
        int start = in.readerIndex();
        int end = in.writerIndex();
        int last = Math.min(end, start + MAX_EMPTY);
        while (start < last && (in.getByte(start) == '\r' || in.getByte(start) == '\n')) {
            start++;
        }
        return end - start > max && in.indexOf(start, start + max, (byte) '\n') < 0;
    }

    /**
     * How many bytes from the reader index the head takes, its empty line included, or -1 where it is not all there. {@code scanned}
     * bytes are known to hold no end. A line feed without its carriage return ends a head as well: the parser then refuses it, at once
     * instead of after a wait.
     */
    static int find(ByteBuf in, int scanned) {
        int start = in.readerIndex();
        int end = in.writerIndex();
        int from = start + scanned;
        while (from < end) {
            int lf = in.indexOf(from, end, (byte) '\n');
            if (lf < 0) {
                return -1;
            }
            int next = lf + 1;
            if (next < end && in.getByte(next) == '\r') {
                next++;
            }
            // A bare line feed after some text is an end as well; one that only opens the input is an empty line before
            // a request.
            if (next < end && in.getByte(next) == '\n' && !onlyEmptyLines(in, start, lf)) {
                return next + 1 - start;
            }
            from = lf + 1;
        }
        return -1;
    }

    private static boolean onlyEmptyLines(ByteBuf in, int start, int lf) {
        if (lf - start >= MAX_EMPTY) {
            return false;
        }
        for (int i = start; i < lf; i++) {
            byte b = in.getByte(i);
            if (b != '\r' && b != '\n') {
                return false;
            }
        }
        return true;
    }
}
