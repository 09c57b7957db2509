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
import java.net.ConnectException;
import java.util.List;
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
        add(loop, with, name, connecting.channel(), with.spec().alpn(), new Outcome() {
            @Override
            public void secured(TlsFacts facts) {
                loop.refresh();
                if (decided) {
                    connecting.channel().close();
                } else {
                    succeed(facts);
                }
            }

            @Override
            public void failed(Throwable cause) {
                loop.refresh();
                if (decided) {
                    connecting.channel().close();
                } else {
                    fail(wrongName(cause) && name != null ? EndReason.TLS_WRONG_NAME : EndReason.TLS_FAILED);
                }
            }
        });
    }

    /** What becomes of a handshake with a server; told once. */
    interface Outcome {
        void secured(TlsFacts facts);

        void failed(Throwable cause);
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
    static void add(
            NettyLoop loop, ServerTls tls, @Nullable String name, Channel channel, List<String> alpn, Outcome outcome) {
        ReferenceCountedOpenSslEngine engine = tls.engine(channel.alloc(), name, alpn);
        channel.pipeline().addFirst("tls", new TlsCodec(loop, engine, new TlsCodec.Handshaking() {
            @Override
            public void completed() {
                outcome.secured(Handshaken.towards(engine, tls, name));
            }

            @Override
            public void failed(Throwable cause) {
                outcome.failed(cause);
            }
        }));
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
