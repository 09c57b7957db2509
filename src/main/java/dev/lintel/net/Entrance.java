package dev.lintel.net;

import dev.lintel.base.Faults;
import dev.lintel.model.BindSpec;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Address;
import dev.lintel.stream.SocketOptions;
import dev.lintel.stream.TlsFacts;
import dev.lintel.tls.BindTls;
import dev.lintel.tls.Challenges;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * The way of one client's connection from its acceptance to whoever carries it: a PROXY header, the TLS handshake, then the protocol.
 * Owned by the connection's loop.
 */
final class Entrance {
    private static final String H1 = "h1";
    private static final String H2 = "h2";

    private final Loops loops;
    private final NettyLoop loop;
    private final Channel channel;
    private final BindSpec bind;
    private final @Nullable BindTls tls;

    Entrance(Loops loops, NettyLoop loop, Channel channel, BindSpec bind, @Nullable BindTls tls) {
        this.loops = loops;
        this.loop = loop;
        this.channel = channel;
        this.bind = bind;
        this.tls = tls;
    }

    /** The connection has just been accepted; it belongs to no loop yet. */
    void enter(Acceptor acceptor, boolean unix) {
        try {
            loop.refresh();
            loops.configure(channel);
            Address source = Address.of(channel.remoteAddress());
            Address destination = Address.of(channel.localAddress());
            Acceptor.Connection proxy = acceptor.arrive(loop, source, destination);
            if (proxy != null && !unix) {
                Loops.configure(channel, new SocketOptions(proxy.keepAlive(), (int) bind.tcpUserTimeoutMillis()));
            }
            if (proxy == null) {
                close();
            } else if (bind.acceptProxy()) {
                channel.pipeline().addLast(new ProxyHandshake(loop, proxy, () -> secure(proxy)));
                loop.events().register(channel);
            } else {
                secure(proxy);
            }
        } catch (Throwable fault) {
            Faults.report("the acceptance of a connection", fault);
            close();
        }
    }

    private void secure(Acceptor.Connection proxy) {
        if (tls == null) {
            serve(proxy, null);
        } else {
            channel.pipeline().addLast(new TlsHandshake(loop, proxy, tls, facts -> secured(proxy, facts)));
            register();
        }
    }

    private void secured(Acceptor.Connection proxy, TlsFacts facts) {
        if (Challenges.ACME_TLS.equals(facts.alpn())) {
            // An authority has seen what it came for (RFC 8737 section 3).
            proxy.failed(null, true);
            channel.close();
            return;
        }
        proxy.secured(facts);
        serve(proxy, facts.alpn());
    }

    private void serve(Acceptor.Connection proxy, @Nullable String alpn) {
        if (!proxy.admits()) {
            close();
        } else if (proxy.http() && (H2.equals(alpn) || H2.equals(bind.proto()))) {
            Http2Server.install(loop, channel, proxy);
            register();
        } else if (proxy.http()) {
            Http1Server server = new Http1Server(loop, proxy, proxy.upgradesToHttp2() && !H1.equals(bind.proto()));
            channel.pipeline().addLast(server);
            server.opened();
            register();
        } else {
            ByteConnection bytes = new ByteConnection(loop, proxy::onClosed);
            channel.pipeline().addLast(bytes);
            register();
            proxy.onBytes(bytes);
        }
    }

    private void close() {
        if (channel.isRegistered()) {
            channel.close();
        } else {
            channel.unsafe().closeForcibly();
        }
    }

    /** Behind a handshake the channel belongs to its loop already. */
    private void register() {
        if (!channel.isRegistered()) {
            loop.events().register(channel);
        }
    }
}
