package dev.lintel.net;

import dev.lintel.stream.Http2Limits;
import dev.lintel.stream.Loop;
import dev.lintel.stream.SocketOptions;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops of the process; made once, kept over reloads. */
public final class Loops {
    private static final ChannelOption<Integer> USER_TIMEOUT = new IntegerUnixChannelOption("TCP_USER_TIMEOUT", 6, 18);
    private static final ChannelOption<Integer> QUICK_ACK = new IntegerUnixChannelOption("TCP_QUICKACK", 6, 12);

    /** What is written may pile up to here before the other side is asked to pause (bytes). */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 << 10, 64 << 10);

    private final Transport transport;
    private final MultiThreadIoEventLoopGroup group;
    private final List<NettyLoop> loops = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    public Loops(Transport transport, int threads) {
        this.transport = transport;
        this.group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("lintel-loop", true), transport.handlers());
        for (EventExecutor executor : group) {
            NettyLoop loop = new NettyLoop((EventLoop) executor, loops.size());
            loops.add(loop);
        }
    }

    Transport transport() {
        return transport;
    }

    MultiThreadIoEventLoopGroup group() {
        return group;
    }

    /** The loop whose turn it is to take a connection. Any thread. */
    NettyLoop next() {
        return loops.size() == 1 ? loops.getFirst() : loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    /** What every connection has in common, on both sides. */
    void configure(Channel channel) {
        ChannelConfig config = channel.config();
        config.setWriteBufferWaterMark(WATER_MARK);
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // TCP_NODELAY is on already: Netty sets it on every TCP socket that it makes.
        if (transport.buffersProvided()) {
            config.setOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, Transport.BUFFER_GROUP);
        }
    }

    /** What one line of the configuration asks for; a transport that cannot do it leaves it alone. */
    static void configure(Channel channel, SocketOptions wanted) {
        if (wanted.keepAlive()) {
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        }
        if (wanted.userTimeoutMillis() > 0) {
            channel.config().setOption(USER_TIMEOUT, wanted.userTimeoutMillis());
        }
    }

    /** For a connection about to be opened: the last packet of its handshake waits for what is sent first. */
    static void delayAcknowledgement(Channel channel) {
        channel.config().setOption(QUICK_ACK, 0);
    }

    public int count() {
        return loops.size();
    }

    public Loop loop(int index) {
        return loops.get(index);
    }

    public List<Loop> all() {
        return List.copyOf(loops);
    }

    /** What HTTP/2 clients and servers may do on connections that begin from now on. */
    public void limitHttp2(Http2Limits clients, Http2Limits servers) {
        for (NettyLoop loop : loops) {
            loop.http2Clients = clients;
            loop.http2Servers = servers;
        }
    }

    /** Lets time pass at once on every loop, so that tests of long timeouts are short; returns when what was due has happened. */
    public void skip(long millis) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(loops.size());
        for (NettyLoop loop : loops) {
            loop.execute(() -> {
                loop.skip(millis);
                done.countDown();
            });
        }
        done.await();
    }

    /** Closes clients' connections that are idle, and the others after the answer they are waiting for. */
    public void retireClients() {
        for (NettyLoop loop : loops) {
            loop.execute(() -> List.copyOf(loop.clients).forEach(ClientSide::retire));
        }
    }

    /** The same for those whose frontend is gone. */
    public void retireUnwantedClients() {
        for (NettyLoop loop : loops) {
            loop.execute(() -> List.copyOf(loop.clients).forEach(ClientSide::retireUnwanted));
        }
    }

    /** Takes leave of clients that wait for nothing, where that loses no request. Any thread. */
    public void retireIdleClients() {
        for (NettyLoop loop : loops) {
            loop.execute(() -> List.copyOf(loop.clients).forEach(ClientSide::retireIdle));
        }
    }

    /** How many HTTP connections of clients are open; asked of each loop, so it waits for them. */
    public void stop(long millis) {
        group.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS).awaitUninterruptibly(millis);
    }
}
