package dev.lintel.net;

import dev.lintel.stream.Connector;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpLimits;
import dev.lintel.stream.Loop;
import dev.lintel.stream.Target;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.ConnectException;
import java.net.SocketAddress;

/** Opens connections to servers, or takes idle ones from the pools of the same loop. */
public final class ServerConnector implements Connector {
    private final Loops loops;
    private final HttpLimits limits;

    public ServerConnector(Loops loops, HttpLimits limits) {
        this.loops = loops;
        this.limits = limits;
    }

    @Override
    public void http(Loop on, Target target, Reuse reuse, long timeout, byte[] preface, Opened opened) {
        NettyLoop loop = (NettyLoop) on;
        Http1Client idle = loop.pools.take(target, preface == null ? reuse : Reuse.NEVER);
        if (idle != null) {
            opened.onHttp(idle, true);
            return;
        }
        Http1Client client = new Http1Client(loop, target, limits);
        connect(loop, target, client, timeout, opened, () -> {
            if (preface != null) {
                client.preface(preface);
            }
            opened.onHttp(client, false);
        });
    }

    @Override
    public void bytes(Loop on, Target target, long timeout, byte[] preface, Opened opened) {
        NettyLoop loop = (NettyLoop) on;
        ByteConnection bytes = new ByteConnection(loop, () -> {});
        connect(loop, target, bytes, timeout, opened, () -> {
            if (preface != null) {
                bytes.write(Unpooled.wrappedBuffer(preface));
            }
            opened.onBytes(bytes);
        });
    }

    private void connect(
            NettyLoop loop, Target target, ChannelHandler handler, long timeout, Opened opened, Runnable connected) {
        ChannelFuture connecting;
        try {
            connecting = connect(loops, loop, target, handler);
        } catch (ChannelException noSocket) {
            loop.execute(() -> opened.onFailed(EndReason.CONNECT_NO_RESOURCE));
            return;
        }
        new Attempt(loop, connecting, timeout, opened, connected).start();
    }

    /**
     * Begins a connection whose handler is in place before the first event. Whoever asks closes the channel where that fails.
     *
     * @throws ChannelException where there is no descriptor for it
     */
    static ChannelFuture connect(Loops loops, NettyLoop loop, Target target, ChannelHandler handler) {
        return connect(loops, loop, target, handler, true);
    }

    /** @param acknowledging whether the kernel completes the handshake at once; else with the first bytes sent, or never by a reset */
    static ChannelFuture connect(
            Loops loops, NettyLoop loop, Target target, ChannelHandler handler, boolean acknowledging) {
        boolean unix = target.address().isUnix();
        Channel channel = loops.transport().clients(unix).newChannel();
        loops.configure(channel);
        if (!unix) {
            Loops.configure(channel, target.socket());
            if (!acknowledging) {
                Loops.delayAcknowledgement(channel);
            }
        }
        // The wheel times the connection out: Netty's own timer would cost a scheduled task.
        channel.config().setConnectTimeoutMillis(0);
        channel.pipeline().addLast(handler);
        loop.events().register(channel);
        SocketAddress remote = unix
                ? new DomainSocketAddress(target.address().path())
                : target.address().inet();
        SocketAddress local = target.source() == null ? null : target.source().inet();
        return channel.connect(remote, local);
    }

    /** One attempt: whatever comes first of connection, refusal and deadline decides. Owned by its loop. */
    private static final class Attempt extends Deadline {
        private final NettyLoop loop;
        private final ChannelFuture connecting;
        private final long timeout;
        private final Opened opened;
        private final Runnable connected;
        private boolean decided;

        Attempt(NettyLoop loop, ChannelFuture connecting, long timeout, Opened opened, Runnable connected) {
            this.loop = loop;
            this.connecting = connecting;
            this.timeout = timeout;
            this.opened = opened;
            this.connected = connected;
        }

        void start() {
            if (timeout > 0) {
                loop.arm(this, timeout);
            }
            connecting.addListener(done -> finished());
        }

        private void finished() {
            loop.forget(this);
            loop.refresh();
            if (decided) {
                connecting.channel().close();
                return;
            }
            decided = true;
            if (connecting.isSuccess()) {
                connected.run();
            } else {
                connecting.channel().close();
                opened.onFailed(reason(connecting.cause()));
            }
        }

        @Override
        protected void expired() {
            if (!decided) {
                decided = true;
                connecting.channel().close();
                opened.onFailed(EndReason.CONNECT_TIMEOUT);
            }
        }

        private static EndReason reason(Throwable cause) {
            String text = String.valueOf(cause.getMessage());
            boolean local = text.contains("Too many open files") || text.contains("Cannot assign requested address");
            return !(cause instanceof ConnectException) && local
                    ? EndReason.CONNECT_NO_RESOURCE
                    : text.contains("timed out") ? EndReason.CONNECT_TIMEOUT : EndReason.CONNECT_REFUSED;
        }
    }
}
