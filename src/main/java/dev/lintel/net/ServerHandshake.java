package dev.lintel.net;

import dev.lintel.model.X509Error;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.TargetTls;
import dev.lintel.stream.TlsFacts;
import dev.lintel.tls.Handshaken;
import dev.lintel.tls.ServerTls;
import dev.lintel.tls.Untrusted;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to reach a server, the handshake of TLS included where it speaks it: whatever comes first of success, failure and deadline
 * decides. Owned by its loop.
 */
final class ServerHandshake extends Deadline {
    private final NettyLoop loop;
    private final ChannelFuture connecting;
    private final @Nullable ServerTls tls;
    private final @Nullable String name;
    private final ServerConnector.Opening opening;
    private boolean decided;

    ServerHandshake(
            NettyLoop loop,
            ChannelFuture connecting,
            @Nullable TargetTls tls,
            @Nullable String name,
            ServerConnector.Opening opening) {
        this.loop = loop;
        this.connecting = connecting;
        this.tls = (ServerTls) tls;
        this.name = name;
        this.opening = opening;
    }

    /** @param timeout in milliseconds; 0: none */
    void start(long timeout) {
        if (timeout > 0) {
            loop.arm(this, timeout);
        }
        connecting.addListener(done -> connected());
    }

    private void connected() {
        loop.refresh();
        if (decided) {
            connecting.channel().close();
        } else if (!connecting.isSuccess()) {
            fail(reason(connecting.cause()));
        } else {
            opening.begin(tls == null);
            if (tls == null) {
                succeed(null);
            } else {
                secure(tls);
            }
        }
    }

    private void secure(ServerTls with) {
        SslHandler handler = handler(with, name, connecting.channel(), false);
        handler.handshakeFuture().addListener(done -> {
            loop.refresh();
            if (decided) {
                connecting.channel().close();
            } else if (done.isSuccess()) {
                succeed(facts(handler, with, name));
            } else {
                fail(wrongName(done.cause()) && name != null ? EndReason.TLS_WRONG_NAME : EndReason.TLS_FAILED);
            }
        });
    }

    /** Whether all is well with the certificate but whom it is for. */
    static boolean wrongName(Throwable cause) {
        Untrusted untrusted = Untrusted.in(cause);
        return untrusted != null && untrusted.error() == X509Error.X509_V_ERR_HOSTNAME_MISMATCH;
    }

    /** What messages say of a handshake that failed; HAProxy's words, and in brackets what was wrong with the certificate. */
    static String words(Throwable cause, boolean named) {
        if (wrongName(cause)) {
            return "Server presented an SSL certificate different from the " + (named ? "expected" : "configured")
                    + " one";
        }
        Untrusted untrusted = Untrusted.in(cause);
        return "SSL handshake failure" + (untrusted == null ? "" : " (" + untrusted.getMessage() + ")");
    }

    /** Puts TLS between a connected channel and what it carries; the handshake begins at once. */
    static SslHandler handler(ServerTls tls, @Nullable String name, Channel channel, boolean check) {
        SslHandler handler = new SslHandler(tls.engine(channel.alloc(), name, check), false);
        // The wheel times it out: Netty's own timer would cost a scheduled task.
        handler.setHandshakeTimeoutMillis(0);
        channel.pipeline().addFirst("tls", handler);
        return handler;
    }

    static TlsFacts facts(SslHandler handler, ServerTls tls, @Nullable String name) {
        return Handshaken.towards((ReferenceCountedOpenSslEngine) handler.engine(), tls, name);
    }

    private void succeed(@Nullable TlsFacts facts) {
        decided = true;
        loop.forget(this);
        opening.succeeded(facts);
    }

    private void fail(EndReason reason) {
        decided = true;
        loop.forget(this);
        connecting.channel().close();
        opening.failed(reason);
    }

    @Override
    protected void expired() {
        if (!decided) {
            fail(EndReason.CONNECT_TIMEOUT);
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
