package dev.lintel.net;

import dev.lintel.stream.Connector;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpLimits;
import dev.lintel.stream.Loop;
import dev.lintel.stream.Target;
import dev.lintel.stream.TlsFacts;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Opens connections to servers, or takes idle ones from the pools of the same loop. */
public final class ServerConnector implements Connector {
    private final Loops loops;
    private final HttpLimits limits;

    public ServerConnector(Loops loops, HttpLimits limits) {
        this.loops = loops;
        this.limits = limits;
    }

    @Override
    public void http(
            Loop on,
            Target target,
            Reuse reuse,
            long timeout,
            byte @Nullable [] preface,
            @Nullable String name,
            @Nullable Object only,
            Opened opened) {
        NettyLoop loop = (NettyLoop) on;
        Reuse allowed = preface == null ? reuse : Reuse.NEVER;
        Http2Client other = target.mayShare() ? loop.pools.beside(target, allowed, name, only) : null;
        if (other != null) {
            opened.onHttp(other.stream(), true);
            return;
        }
        PooledConnection idle = loop.pools.take(target, allowed, name);
        if (idle != null) {
            opened.onHttp(idle instanceof Http2Client client ? client.stream(only) : idle.stream(), true);
            return;
        }
        Http1Client first = target.http2() ? null : new Http1Client(loop, target, name, limits);
        Http2Client second = first == null ? new Http2Client(loop, target, name, only, limits) : null;
        ChannelHandler handler = first == null ? second : first;
        connect(loop, target, handler, timeout, name, new Opening() {
            @Override
            public void begin(boolean inTheClear) {
                if (preface != null) {
                    SocketOutput output = first == null ? second.output : first.output;
                    output.room(preface.length).writeBytes(preface);
                    if (!inTheClear) {
                        output.flush();
                    }
                }
            }

            @Override
            public void succeeded(@Nullable TlsFacts tls) {
                if (first != null && (tls == null || !Http2Client.ALPN.equals(tls.alpn()))) {
                    first.begins(tls, preface);
                    opened.onHttp(first, false);
                    return;
                }
                Http2Client client = second;
                if (client == null) {
                    client = new Http2Client(loop, target, name, only, limits);
                    first.ctx.pipeline().replace(first, "http2", client);
                }
                client.opened(tls, preface);
                opened.onHttp(client.stream(only), false);
            }

            @Override
            public void failed(EndReason reason) {
                opened.onFailed(reason);
            }
        });
    }

    @Override
    public void bytes(
            Loop on, Target target, long timeout, byte @Nullable [] preface, @Nullable String name, Opened opened) {
        NettyLoop loop = (NettyLoop) on;
        ByteConnection bytes = new ByteConnection(loop, () -> {});
        connect(loop, target, bytes, timeout, name, new Opening() {
            @Override
            public void begin(boolean inTheClear) {
                if (preface != null) {
                    bytes.write(Unpooled.wrappedBuffer(preface));
                }
            }

            @Override
            public void succeeded(@Nullable TlsFacts tls) {
                bytes.secured(tls);
                opened.onBytes(bytes);
            }

            @Override
            public void failed(EndReason reason) {
                opened.onFailed(reason);
            }
        });
    }

    private void connect(
            NettyLoop loop,
            Target target,
            ChannelHandler handler,
            long timeout,
            @Nullable String name,
            Opening opening) {
        ChannelFuture connecting;
        try {
            connecting = connect(loops, loop, target, handler);
        } catch (ChannelException noSocket) {
            loop.execute(() -> opening.failed(EndReason.CONNECT_NO_RESOURCE));
            return;
        }
        new ServerHandshake(loop, connecting, target.protectedTraffic(), name, opening).start(timeout);
    }

    /** What is done at the steps of an opening. */
    interface Opening {
        /** The connection is there; {@code inTheClear}: and nothing is between it and what it carries. */
        void begin(boolean inTheClear);

        /** @param tls null: none was wanted */
        void succeeded(@Nullable TlsFacts tls);

        void failed(EndReason reason);
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
}
