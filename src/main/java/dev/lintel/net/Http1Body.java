package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.Headers;
import dev.lintel.stream.HttpLimits;
import io.netty.buffer.ByteBuf;

/**
 * Finds the body in the bytes of one direction of a connection (RFC 9112 sections 6 and 7): counts a length, takes chunks apart, reads
 * trailers. Strict: CRLF only, at most 16 hex digits, extensions bounded and dropped. One per direction, started anew for each
 * message; owned by its connection.
 */
final class Http1Body {
    /** What {@link #next} found. */
    enum Found {
        /** {@link #data}, and more may follow. */
        DATA,
        /** {@link #data}, which may be null, and the end of the body. */
        LAST,
        /** {@link #trailers}, and the end of the body. */
        TRAILERS,
        /** The bytes at hand are used up. */
        NEED_MORE,
        /** The framing is broken. */
        BROKEN
    }

    private enum State {
        LENGTH,
        UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK_PADDING,
        CHUNK_EXTENSION,
        CHUNK_SIZE_LF,
        CHUNK_DATA,
        CHUNK_CR,
        CHUNK_LF,
        TRAILERS,
        DONE
    }

    private static final int MAX_EXTENSION = 4096;

    private final Http1Heads heads;
    private final HttpLimits limits;
    private State state = State.DONE;
    private long left;
    private int digits;
    private int extension;
    private int scanned;

    ByteBuf data;
    Headers trailers;

    Http1Body(Http1Heads heads, HttpLimits limits) {
        this.heads = heads;
        this.limits = limits;
    }

    void start(Framing framing, long length) {
        left = 0;
        digits = 0;
        extension = 0;
        scanned = 0;
        state = switch (framing) {
            case NONE, TUNNEL -> State.DONE;
            case LENGTH -> State.LENGTH;
            case CHUNKED -> State.CHUNK_SIZE;
            case CLOSE -> State.UNTIL_CLOSE;
        };
        if (state == State.LENGTH) {
            left = length;
        }
    }

    boolean done() {
        return state == State.DONE;
    }

    /** Whether the end of input ends the body. */
    boolean endsWithInput() {
        return state == State.UNTIL_CLOSE;
    }

    /** Takes the next piece out of {@code in}. A piece of data is a retained slice that the caller hands on. */
    Found next(ByteBuf in) {
        data = null;
        while (in.isReadable()) {
            Found found = step(in);
            if (found != null) {
                return found;
            }
        }
        return Found.NEED_MORE;
    }

    private Found step(ByteBuf in) {
        return switch (state) {
            case LENGTH -> {
                take(in);
                if (left > 0) {
                    yield Found.DATA;
                }
                state = State.DONE;
                yield Found.LAST;
            }
            case UNTIL_CLOSE -> {
                data = in.readRetainedSlice(in.readableBytes());
                yield Found.DATA;
            }
            case CHUNK_SIZE -> chunkSize(in.readByte());
            case CHUNK_PADDING -> chunkSizeEnd(in.readByte());
            case CHUNK_EXTENSION -> chunkExtension(in.readByte());
            case CHUNK_SIZE_LF -> {
                state = left == 0 ? State.TRAILERS : State.CHUNK_DATA;
                yield in.readByte() == '\n' ? null : Found.BROKEN;
            }
            case CHUNK_DATA -> {
                take(in);
                if (left == 0) {
                    state = State.CHUNK_CR;
                }
                yield Found.DATA;
            }
            case CHUNK_CR -> {
                state = State.CHUNK_LF;
                yield in.readByte() == '\r' ? null : Found.BROKEN;
            }
            case CHUNK_LF -> {
                state = State.CHUNK_SIZE;
                digits = 0;
                yield in.readByte() == '\n' ? null : Found.BROKEN;
            }
            case TRAILERS -> trailers(in);
            case DONE -> Found.NEED_MORE;
        };
    }

    private void take(ByteBuf in) {
        int n = (int) Math.min(left, in.readableBytes());
        data = in.readRetainedSlice(n);
        left -= n;
    }

    private Found chunkSize(byte b) {
        int digit = Character.digit(b, 16);
        if (digit >= 0) {
            // Sixteen digits, and room in a signed long: no size wraps around.
            if (++digits > 16 || left > Long.MAX_VALUE >> 5) {
                return Found.BROKEN;
            }
            left = left << 4 | digit;
            return null;
        }
        return digits == 0 ? Found.BROKEN : chunkSizeEnd(b);
    }

    /** Behind the digits: blanks, as some servers pad with, then an extension or the end of the line. */
    private Found chunkSizeEnd(byte b) {
        state = switch (b) {
            case '\r' -> State.CHUNK_SIZE_LF;
            case ';' -> State.CHUNK_EXTENSION;
            default -> State.CHUNK_PADDING;
        };
        boolean padding = b == ' ' || b == '\t';
        return state != State.CHUNK_PADDING || padding && ++extension <= MAX_EXTENSION ? null : Found.BROKEN;
    }

    private Found chunkExtension(byte b) {
        if (b == '\r') {
            state = State.CHUNK_SIZE_LF;
            return null;
        }
        boolean allowed = b == '\t' || b >= 0x20 && b != 0x7f || b < 0;
        return allowed && ++extension <= MAX_EXTENSION ? null : Found.BROKEN;
    }

    /** Waits for the empty line: the whole section is read at once, as a head is. */
    private Found trailers(ByteBuf in) {
        int start = in.readerIndex();
        int length = in.readableBytes();
        if (length >= 2 && in.getByte(start) == '\r') {
            in.skipBytes(2);
            state = State.DONE;
            return in.getByte(start + 1) == '\n' ? Found.LAST : Found.BROKEN;
        }
        if (length > 0 && in.getByte(start) != '\r' && !Bytes.isToken(in.getByte(start))) {
            return Found.BROKEN;
        }
        int end = HeadEnd.find(in, scanned);
        if (end < 0) {
            scanned = Math.max(0, length - 3);
            return length > limits.trailerBytes() ? Found.BROKEN : Found.NEED_MORE;
        }
        if (end > limits.trailerBytes()) {
            return Found.BROKEN;
        }
        byte[] bytes = new byte[end + 1];
        in.readBytes(bytes, 0, end);
        state = State.DONE;
        trailers = heads.trailers(bytes, end, limits);
        return trailers == null ? Found.BROKEN : Found.TRAILERS;
    }
}
