package dev.lintel.tls;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Puts a client's hello together from the records that carry it, however it is fragmented. Nothing is allocated by an announced length:
 * what is held is what has come. Owned by its connection's loop; the bytes stay the caller's.
 */
public final class HelloReader {
    /** The message itself; what carries it may be cut into records of any size, but not of none. */
    public static final int MAX_BYTES = 64 << 10;

    private static final int RECORD_HEAD = 5;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int MAX_RECORD = 1 << 14;

    /** What the bytes so far are. */
    public enum State {
        MORE,
        COMPLETE,
        /** No TLS at all. */
        FOREIGN,
        BROKEN
    }

    private int seen;
    private byte[] message = new byte[512];
    private int length;
    private @Nullable ClientHello hello;

    /** The hello, once the state was COMPLETE. */
    public ClientHello hello() {
        if (hello == null) {
            throw new IllegalStateException("no hello yet");
        }
        return hello;
    }

    /** Looks at all bytes that have come on the connection; those of whole records already seen are not looked at again. */
    public State read(ByteBuf in) {
        while (true) {
            int at = in.readerIndex() + seen;
            int there = in.writerIndex() - at;
            if (there > 0 && in.getByte(at) != HANDSHAKE || there > 1 && in.getByte(at + 1) != 3) {
                return length == 0 && seen == 0 ? State.FOREIGN : State.BROKEN;
            }
            if (there < RECORD_HEAD) {
                return State.MORE;
            }
            int record = in.getUnsignedShort(at + 3);
            if (record == 0 || record > MAX_RECORD) {
                return State.BROKEN;
            }
            if (there > RECORD_HEAD && length == 0 && in.getByte(at + RECORD_HEAD) != CLIENT_HELLO) {
                return State.BROKEN;
            }
            if (there < RECORD_HEAD + record) {
                return State.MORE;
            }
            State state = append(in, at + RECORD_HEAD, record);
            if (state != State.MORE) {
                return state;
            }
            seen += RECORD_HEAD + record;
        }
    }

    private State append(ByteBuf in, int from, int count) {
        if (length + count > MAX_BYTES) {
            return State.BROKEN;
        }
        if (message.length < length + count) {
            message = java.util.Arrays.copyOf(message, Math.max(message.length * 2, length + count));
        }
        in.getBytes(from, message, length, count);
        length += count;
        if (length < ClientHello.MESSAGE_HEAD) {
            return State.MORE;
        }
        int whole =
                ClientHello.MESSAGE_HEAD + ((message[1] & 0xff) << 16 | (message[2] & 0xff) << 8 | message[3] & 0xff);
        if (whole > MAX_BYTES || length > whole) {
            return State.BROKEN;
        }
        if (length < whole) {
            return State.MORE;
        }
        try {
            hello = ClientHello.parse(java.util.Arrays.copyOf(message, whole));
            return State.COMPLETE;
        } catch (ClientHello.Malformed e) {
            return State.BROKEN;
        }
    }
}
