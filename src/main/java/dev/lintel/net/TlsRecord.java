package dev.lintel.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Gathers records of TLS that come in pieces: keeps the beginning of one until the rest of it is there, and no more than that. Owned by
 * the connection's loop; releases what it keeps.
 */
final class TlsRecord {
    private static final int HEAD = 5;

    /** From change_cipher_spec to heartbeat (RFC 8446 section 5.1, RFC 6520). */
    private static final int FIRST_TYPE = 20;

    private static final int LAST_TYPE = 24;

    /** An alert under any cipher: two bytes with at most an explicit nonce, a MAC and padding. */
    private static final int SMALL = HEAD + 2 + 16 + 48 + 16;

    /** RFC 5246 section 6.2.3; those of TLS 1.3 are shorter. */
    private static final int LONGEST = HEAD + 16_384 + 2048;

    /** The first bytes of a record, or null. */
    private @Nullable ByteBuf begun;
    /** The last one that was put together: nobody's but ours. */
    private @Nullable ByteBuf joined;

    /**
     * Whole records out of what came, their owner unchanged; null where there is none yet. In either case {@code in} is to be asked again
     * as long as it is readable.
     */
    @Nullable
    ByteBuf next(ByteBufAllocator allocator, ByteBuf in) throws SSLException {
        release(joined);
        joined = null;
        if (begun == null) {
            if (isWhole(in)) {
                return in;
            }
            // Grows: what is announced need not come.
            begun = allocator.directBuffer(2 * in.readableBytes() + HEAD);
        }
        begun.writeBytes(in, Math.min(in.readableBytes(), Math.max(wanted(begun) - begun.readableBytes(), 0)));
        if (begun.readableBytes() == HEAD) {
            // Its length is known now.
            begun.writeBytes(in, Math.min(in.readableBytes(), wanted(begun) - HEAD));
        }
        if (!isWhole(begun)) {
            return null;
        }
        joined = begun;
        begun = null;
        return joined;
    }

    /** Whether the first record is all there. */
    static boolean isWhole(ByteBuf bytes) throws SSLException {
        return bytes.readableBytes() >= HEAD && bytes.readableBytes() >= wanted(bytes);
    }

    /** Whether the first record is no longer than an alert may be. */
    static boolean isSmall(ByteBuf whole) throws SSLException {
        return wanted(whole) <= SMALL;
    }

    /** How long the first record is, as far as that is known. */
    private static int wanted(ByteBuf bytes) throws SSLException {
        int type = bytes.isReadable() ? bytes.getUnsignedByte(bytes.readerIndex()) : FIRST_TYPE;
        if (type < FIRST_TYPE || type > LAST_TYPE) {
            throw new SSLException("no record of TLS");
        }
        if (bytes.readableBytes() < HEAD) {
            return HEAD;
        }
        int length = HEAD + bytes.getUnsignedShort(bytes.readerIndex() + HEAD - 2);
        if (length > LONGEST) {
            throw new SSLException("a record of " + length + " bytes");
        }
        return length;
    }

    void release() {
        release(begun);
        release(joined);
        begun = null;
        joined = null;
    }

    private static void release(@Nullable ByteBuf bytes) {
        if (bytes != null) {
            bytes.release();
        }
    }
}
