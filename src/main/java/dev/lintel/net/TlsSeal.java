package dev.lintel.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes records of TLS of what is written, and knows how the library's engine is handed bytes. Owned by the connection's loop. */
final class TlsSeal {
    /** What one record holds at most (RFC 8446 section 5.1). */
    static final int RECORD = 16_384;

    private static final int STEP = 64;

    private final ReferenceCountedOpenSslEngine engine;
    /** What sealing adds to a record at most; grows where the library wants more room. */
    private int overhead = STEP;
    /** What it adds to the first write: tickets (RFC 8446 section 4.6.1) leave before it. */
    private int tickets = 1024;

    TlsSeal(ReferenceCountedOpenSslEngine engine) {
        this.engine = engine;
    }

    /** @return null where the engine is closed */
    @Nullable
    ByteBuf seal(ByteBufAllocator allocator, ByteBuf plain) throws SSLException {
        int size = plain.readableBytes();
        ByteBuf out = allocator.directBuffer(size + (size + RECORD - 1) / RECORD * overhead + tickets);
        tickets = 0;
        boolean whole = false;
        try {
            while (plain.isReadable()) {
                SSLEngineResult result = engine.wrap(readable(plain), writable(out));
                plain.skipBytes(result.bytesConsumed());
                out.writerIndex(out.writerIndex() + result.bytesProduced());
                if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                    overhead += STEP;
                    out.ensureWritable(Math.min(plain.readableBytes(), RECORD) + overhead);
                } else if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                    runTasks(engine);
                } else if (result.getStatus() == Status.CLOSED || stuck(result)) {
                    return null;
                }
            }
            whole = true;
            return out;
        } finally {
            if (!whole) {
                out.release();
            }
        }
    }

    /** Whether nothing has moved, and nothing that could be done here would move it. */
    static boolean stuck(SSLEngineResult result) {
        return result.bytesConsumed() == 0
                && result.bytesProduced() == 0
                && result.getHandshakeStatus() != HandshakeStatus.NEED_WRAP
                && result.getHandshakeStatus() != HandshakeStatus.NEED_TASK;
    }

    /** What the library asks for in the middle of a handshake: keys, signatures, a look at certificates. */
    static void runTasks(ReferenceCountedOpenSslEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    static ByteBuffer readable(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int length = bytes.readableBytes();
        return bytes.nioBufferCount() == 1
                ? bytes.internalNioBuffer(at, length)
                : bytes.nioBuffer(at, Math.min(length, RECORD));
    }

    static ByteBuffer writable(ByteBuf bytes) {
        return bytes.internalNioBuffer(bytes.writerIndex(), bytes.writableBytes());
    }
}
