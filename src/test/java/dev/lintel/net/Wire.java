package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;

/**
 * A connection without a socket: what arrives is said by the test, what leaves is kept as text, and the loop is the test's thread. Counts
 * every byte of its buffers, so that a test can tell that none is left.
 */
final class Wire extends EmbeddedChannel implements DuplexChannel {
    final NettyLoop loop;
    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false, true);
    private final StringBuilder written = new StringBuilder();
    private boolean outputShut;
    private boolean stuck;

    Wire() {
        config().setAllocator(buffers);
        loop = new NettyLoop(eventLoop(), 0);
    }

    void add(ChannelHandler handler) {
        pipeline().addLast(handler);
    }

    /** Some bytes arrive; then the turn ends. */
    void arrive(byte[] bytes, int from, int to) {
        if (!isActive() || from == to) {
            return;
        }
        ByteBuf in = buffers.buffer(to - from).writeBytes(bytes, from, to - from);
        writeInbound(in);
        turn();
    }

    void arrive(String text) {
        byte[] bytes = Bytes.of(text);
        arrive(bytes, 0, bytes.length);
    }

    /** The peer closes its direction. */
    void arriveEnd() {
        if (isActive()) {
            pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            turn();
        }
    }

    /** The peer takes nothing more, or takes again what waits for it. */
    void stuck(boolean now) {
        stuck = now;
        if (!now) {
            flush();
        }
        turn();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
        if (!stuck) {
            super.doWrite(in);
        }
    }

    /** Lets time pass at once. */
    void pass(long millis) {
        loop.skip(millis);
        turn();
    }

    private void turn() {
        runPendingTasks();
        checkException();
        for (ByteBuf out = readOutbound(); out != null; out = readOutbound()) {
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            out.release();
            written.append(Bytes.text(bytes, 0, bytes.length));
        }
    }

    /** What has left since this was asked last. */
    String sent() {
        turn();
        String all = written.toString();
        written.setLength(0);
        return all;
    }

    /** The connection ends; nothing of it may be left. */
    void end() {
        close();
        turn();
        finishAndReleaseAll();
        long held = buffers.metric().usedHeapMemory() + buffers.metric().usedDirectMemory();
        assertThat(held).as("bytes of buffers that nobody released").isZero();
    }

    @Override
    public boolean isInputShutdown() {
        return false;
    }

    @Override
    public ChannelFuture shutdownInput() {
        return newSucceededFuture();
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return promise.setSuccess();
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        outputShut = true;
        return newSucceededFuture();
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        outputShut = true;
        return promise.setSuccess();
    }

    @Override
    public boolean isShutdown() {
        return outputShut;
    }

    @Override
    public ChannelFuture shutdown() {
        return close();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return close(promise);
    }
}
