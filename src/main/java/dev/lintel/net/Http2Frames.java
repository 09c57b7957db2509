package dev.lintel.net;

import static dev.lintel.net.Http2Code.FRAME_HEAD;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a connection receives apart into frames (RFC 9113 section 4), each whole, and checks of each what can be checked without
 * knowing the streams. Owned by the connection's loop; holds the frame that is not all there.
 */
final class Http2Frames {
    /** What is asked of a frame's reader beyond its frames: when it has failed, nothing more is read. */
    interface Reader {
        /** Pad length and padding count for the window, but are not in {@code data}; the reader of it releases nothing. */
        void data(int stream, ByteBuf in, int size, int counted, boolean last);

        /** A piece of a head; {@code dependsOn} -1 where the frame has no priority. */
        void headers(int stream, ByteBuf in, int size, boolean complete, boolean last, int dependsOn);

        void continuation(int stream, ByteBuf in, int size, boolean complete);

        void priority(int stream, int dependsOn);

        void reset(int stream, int code);

        void setting(int key, long value);

        void settingsEnd();

        void settingsAck();

        void ping(boolean ack, long data);

        void goAway(int last, int code);

        void windowUpdate(int stream, int more);

        /** The connection ends with that error. */
        void fail(int code);

        boolean failed();

        /** The stream whose head is not complete, or 0: nothing may come between. */
        int inHead();

        /** Takes what is left, to have it read later; false where it is read now. */
        default boolean later(ByteBuf rest) {
            return false;
        }
    }

    private final Reader to;
    private final int most;
    /** The beginning of a frame, or null. */
    private @Nullable ByteBuf partial;

    /** @param most the largest payload of a frame */
    Http2Frames(Reader to, int most) {
        this.to = to;
        this.most = most;
    }

    /** Whether a frame has begun that is not one of data: those have other deadlines. */
    boolean waits() {
        return partial != null && (partial.readableBytes() < 4 || partial.getByte(partial.readerIndex() + 3) != 0);
    }

    boolean holds() {
        return partial != null;
    }

    /** Reads all that is there; releases it. */
    void read(ByteBufAllocator from, ByteBuf in) {
        try {
            if (partial != null && !complete(in)) {
                return;
            }
            while (!to.failed() && in.isReadable() && !to.later(in)) {
                int need = in.readableBytes() < FRAME_HEAD ? FRAME_HEAD : length(in);
                if (need < 0) {
                    return;
                }
                if (in.readableBytes() < need) {
                    partial = from.buffer(Math.min(need, 2 * in.readableBytes() + FRAME_HEAD))
                            .writeBytes(in);
                    return;
                }
                frame(in);
            }
        } finally {
            in.release();
        }
    }

    /** Fills up the frame that had begun; false where it is still not all there, or wrong. */
    private boolean complete(ByteBuf in) {
        ByteBuf begun = partial;
        fill(begun, in, FRAME_HEAD);
        if (begun.readableBytes() < FRAME_HEAD) {
            return false;
        }
        int need = length(begun);
        if (need < 0) {
            return false;
        }
        fill(begun, in, need);
        if (begun.readableBytes() < need) {
            return false;
        }
        partial = null;
        try {
            frame(begun);
        } finally {
            begun.release();
        }
        return true;
    }

    private static void fill(ByteBuf begun, ByteBuf in, int size) {
        int missing = Math.min(size - begun.readableBytes(), in.readableBytes());
        if (missing > 0) {
            begun.writeBytes(in, missing);
        }
    }

    /** Of the frame with its head; -1 where it is too large. */
    private int length(ByteBuf in) {
        int size = in.getUnsignedMedium(in.readerIndex());
        if (size > most) {
            to.fail(Http2Code.FRAME_SIZE_ERROR);
            return -1;
        }
        return FRAME_HEAD + size;
    }

    private void frame(ByteBuf in) {
        int size = in.readUnsignedMedium();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        int end = in.readerIndex() + size;
        if (to.inHead() != 0 && (type != Http2Code.CONTINUATION || stream != to.inHead())) {
            to.fail(Http2Code.PROTOCOL_ERROR);
            return;
        }
        switch (type) {
            case Http2Code.DATA -> data(in, stream, flags, size);
            case Http2Code.HEADERS -> headers(in, stream, flags, size);
            case Http2Code.PRIORITY -> priority(in, stream, size);
            case Http2Code.RST_STREAM -> reset(in, stream, size);
            case Http2Code.SETTINGS -> settings(in, stream, flags, size);
            case Http2Code.PUSH_PROMISE -> to.fail(Http2Code.PROTOCOL_ERROR);
            case Http2Code.PING -> ping(in, stream, flags, size);
            case Http2Code.GOAWAY -> goAway(in, stream, size);
            case Http2Code.WINDOW_UPDATE -> windowUpdate(in, stream, size);
            case Http2Code.CONTINUATION -> {
                if (to.inHead() == 0) {
                    to.fail(Http2Code.PROTOCOL_ERROR);
                } else {
                    to.continuation(stream, in, size, (flags & Http2Code.END_HEADERS) != 0);
                }
            }
            default -> {
                // RFC 9113 section 4.1: what is not known is skipped.
            }
        }
        in.readerIndex(end);
    }

    /** Takes the pad length off the front; what is left without the padding, or -1 where there is more padding than frame. */
    private int unpadded(ByteBuf in, int flags, int size) {
        if ((flags & Http2Code.PADDED) == 0) {
            return size;
        }
        int rest = size == 0 ? -1 : size - 1 - in.readUnsignedByte();
        if (rest < 0) {
            to.fail(size == 0 ? Http2Code.FRAME_SIZE_ERROR : Http2Code.PROTOCOL_ERROR);
        }
        return rest;
    }

    private boolean wrong(boolean wrong, int code) {
        if (wrong) {
            to.fail(code);
        }
        return wrong;
    }

    private void data(ByteBuf in, int stream, int flags, int size) {
        if (wrong(stream == 0, Http2Code.PROTOCOL_ERROR)) {
            return;
        }
        int rest = unpadded(in, flags, size);
        if (rest >= 0) {
            to.data(stream, in, rest, size, (flags & Http2Code.END_STREAM) != 0);
        }
    }

    private void headers(ByteBuf in, int stream, int flags, int size) {
        if (wrong(stream == 0, Http2Code.PROTOCOL_ERROR)) {
            return;
        }
        int rest = unpadded(in, flags, size);
        if (rest < 0) {
            return;
        }
        int dependsOn = -1;
        if ((flags & Http2Code.HAS_PRIORITY) != 0) {
            if (wrong(rest < 5, Http2Code.FRAME_SIZE_ERROR)) {
                return;
            }
            dependsOn = in.readInt() & Integer.MAX_VALUE;
            in.skipBytes(1);
            rest -= 5;
        }
        boolean complete = (flags & Http2Code.END_HEADERS) != 0;
        to.headers(stream, in, rest, complete, (flags & Http2Code.END_STREAM) != 0, dependsOn);
    }

    private void priority(ByteBuf in, int stream, int size) {
        if (!wrong(stream == 0, Http2Code.PROTOCOL_ERROR) && !wrong(size != 5, Http2Code.FRAME_SIZE_ERROR)) {
            to.priority(stream, in.readInt() & Integer.MAX_VALUE);
        }
    }

    private void reset(ByteBuf in, int stream, int size) {
        if (!wrong(stream == 0, Http2Code.PROTOCOL_ERROR) && !wrong(size != 4, Http2Code.FRAME_SIZE_ERROR)) {
            to.reset(stream, in.readInt());
        }
    }

    private void settings(ByteBuf in, int stream, int flags, int size) {
        boolean ack = (flags & Http2Code.ACK) != 0;
        if (wrong(stream != 0, Http2Code.PROTOCOL_ERROR)
                || wrong(ack ? size != 0 : size % 6 != 0, Http2Code.FRAME_SIZE_ERROR)) {
            return;
        }
        if (ack) {
            to.settingsAck();
            return;
        }
        for (int i = 0; i < size && !to.failed(); i += 6) {
            to.setting(in.readUnsignedShort(), in.readUnsignedInt());
        }
        if (!to.failed()) {
            to.settingsEnd();
        }
    }

    private void ping(ByteBuf in, int stream, int flags, int size) {
        if (!wrong(stream != 0, Http2Code.PROTOCOL_ERROR) && !wrong(size != 8, Http2Code.FRAME_SIZE_ERROR)) {
            to.ping((flags & Http2Code.ACK) != 0, in.readLong());
        }
    }

    private void goAway(ByteBuf in, int stream, int size) {
        if (!wrong(stream != 0, Http2Code.PROTOCOL_ERROR) && !wrong(size < 8, Http2Code.FRAME_SIZE_ERROR)) {
            to.goAway(in.readInt() & Integer.MAX_VALUE, in.readInt());
        }
    }

    private void windowUpdate(ByteBuf in, int stream, int size) {
        if (!wrong(size != 4, Http2Code.FRAME_SIZE_ERROR)) {
            to.windowUpdate(stream, in.readInt() & Integer.MAX_VALUE);
        }
    }

    void release() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }
}
