package dev.lintel.net;

import dev.lintel.stream.Address;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpLimits;
import dev.lintel.stream.Loop;
import dev.lintel.stream.Prober;
import dev.lintel.stream.ProxyHeader;
import dev.lintel.stream.Target;
import dev.lintel.stream.TlsFacts;
import dev.lintel.tls.ServerTls;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

/** Opens the connections of health checks: apart from the pools, one at a time, closed by the check. */
public final class CheckConnector implements Prober {
    private final Loops loops;
    private final HttpLimits limits;

    public CheckConnector(Loops loops, HttpLimits limits) {
        this.loops = loops;
        this.limits = limits;
    }

    @Override
    public Attempt open(Loop on, Target target, Layers layers, Opened opened) {
        NettyLoop loop = (NettyLoop) on;
        ByteConnection bytes = new ByteConnection(loop, () -> {});
        ChannelFuture connecting;
        try {
            // A check by tcp alone resets before it acknowledges: the server's program never sees the connection.
            connecting = ServerConnector.connect(loops, loop, target, bytes, false);
        } catch (ChannelException noSocket) {
            return new Refused(loop, opened, words(String.valueOf(noSocket.getMessage())));
        }
        Opening opening = new Opening(loop, connecting, bytes, target, layers, opened);
        connecting.addListener(done -> opening.finished());
        return opening;
    }

    /** One attempt; owned by its loop. */
    private final class Opening implements Attempt {
        private final NettyLoop loop;
        private final ChannelFuture connecting;
        private final ByteConnection bytes;
        private final Target target;
        private final Layers layers;
        private final Opened opened;
        private boolean connected;
        private boolean decided;

        Opening(
                NettyLoop loop,
                ChannelFuture connecting,
                ByteConnection bytes,
                Target target,
                Layers layers,
                Opened opened) {
            this.loop = loop;
            this.connecting = connecting;
            this.bytes = bytes;
            this.target = target;
            this.layers = layers;
            this.opened = opened;
        }

        void finished() {
            loop.refresh();
            if (decided) {
                bytes.reset(EndReason.CLIENT_ABORT);
                return;
            }
            if (!connecting.isSuccess()) {
                decided = true;
                connecting.channel().close();
                opened.onFailed(words(String.valueOf(connecting.cause().getMessage())));
                return;
            }
            connected = true;
            if (target.proxyProtocol() > 0) {
                bytes.write(Unpooled.wrappedBuffer(header()));
            }
            if (layers.tls() == null) {
                decided = true;
                hand(null);
            } else {
                secure((ServerTls) layers.tls(), layers.name());
            }
        }

        private void secure(ServerTls tls, @Nullable String name) {
            ServerHandshake.add(loop, tls, name, connecting.channel(), layers.alpn(), new ServerHandshake.Outcome() {
                @Override
                public void secured(TlsFacts facts) {
                    if (decide()) {
                        hand(facts);
                    }
                }

                @Override
                public void failed(Throwable cause) {
                    if (decide()) {
                        connecting.channel().close();
                        opened.onTlsFailed(ServerHandshake.words(cause, name != null));
                    }
                }
            });
        }

        /** False: nobody waits for it any more. */
        private boolean decide() {
            loop.refresh();
            if (decided) {
                bytes.reset(EndReason.CLIENT_ABORT);
                return false;
            }
            decided = true;
            return true;
        }

        private void hand(@Nullable TlsFacts tls) {
            boolean chosen = tls != null && Http2Client.ALPN.equals(tls.alpn());
            if (layers.http() == Http.ONE || layers.http() == Http.NEGOTIATED && !chosen) {
                bytes.secured(tls);
                opened.onOpened(bytes);
                return;
            }
            Http2Client client = new Http2Client(loop, target, layers.name(), null, limits);
            connecting.channel().pipeline().replace(bytes, "http2", client);
            connecting.channel().config().setAutoRead(true);
            client.opened(tls, null);
            opened.onOpened(client.stream());
        }

        private byte[] header() {
            Channel channel = connecting.channel();
            return ProxyHeader.own(
                    target.proxyProtocol(), Address.of(channel.localAddress()), Address.of(channel.remoteAddress()));
        }

        @Override
        public boolean connected() {
            return connected;
        }

        @Override
        public void cancel() {
            if (!decided) {
                decided = true;
                connecting.channel().close();
            }
        }
    }

    /** An attempt that failed before it began: its owner hears of it in the loop's next turn. */
    private static final class Refused implements Attempt {
        private boolean cancelled;

        Refused(NettyLoop loop, Opened opened, String words) {
            loop.execute(() -> {
                if (!cancelled) {
                    opened.onFailed(words);
                }
            });
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public boolean connected() {
            return false;
        }
    }

    /** Netty puts the system call before the system's words, or has only its number, and the address behind them. */
    private static String words(String message) {
        int number = message.indexOf("error(-");
        if (number >= 0) {
            return words(Integer.parseInt(message, number + 7, message.indexOf(')', number), 10));
        }
        int failed = message.indexOf("failed: ");
        String text = failed < 0 ? message : message.substring(failed + 8);
        int address = text.indexOf(": ");
        return address < 0 ? text : text.substring(0, address);
    }

    /** Linux's words for the ways in which a connection fails. */
    private static String words(int errno) {
        return switch (errno) {
            case 2 -> "No such file or directory";
            case 11 -> "Resource temporarily unavailable";
            case 13 -> "Permission denied";
            case 22 -> "Invalid argument";
            case 24 -> "Too many open files";
            case 99 -> "Cannot assign requested address";
            case 101 -> "Network is unreachable";
            case 104 -> "Connection reset by peer";
            case 110 -> "Connection timed out";
            case 111 -> "Connection refused";
            case 112 -> "Host is down";
            case 113 -> "No route to host";
            default -> "error " + errno;
        };
    }
}
