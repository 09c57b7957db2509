package dev.lintel.net;

import dev.lintel.stream.Loop;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The event loops of the process; made once, kept over reloads. */
public final class Loops {
    private final Transport transport;
    private final MultiThreadIoEventLoopGroup group;
    private final List<NettyLoop> loops = new ArrayList<>();
    private final Map<EventExecutor, NettyLoop> byExecutor = new IdentityHashMap<>();

    public Loops(Transport transport, int threads) {
        this.transport = transport;
        this.group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("lintel-loop", true), transport.handlers());
        for (EventExecutor executor : group) {
            NettyLoop loop = new NettyLoop((EventLoop) executor, loops.size());
            loops.add(loop);
            byExecutor.put(executor, loop);
        }
    }

    Transport transport() {
        return transport;
    }

    MultiThreadIoEventLoopGroup group() {
        return group;
    }

    NettyLoop of(EventLoop executor) {
        return byExecutor.get(executor);
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
            loop.execute(() -> List.copyOf(loop.clients).forEach(Http1Server::retire));
        }
    }

    /** How many HTTP connections of clients are open; asked of each loop, so it waits for them. */
    public void stop(long millis) {
        group.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS).awaitUninterruptibly(millis);
    }
}
