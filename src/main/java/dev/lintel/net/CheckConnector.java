package dev.lintel.net;

import dev.lintel.stream.Address;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.Loop;
import dev.lintel.stream.Prober;
import dev.lintel.stream.ProxyHeader;
import dev.lintel.stream.Target;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;

/** Opens the connections of health checks: apart from the pools, one at a time, closed by the check. */
public final class CheckConnector implements Prober {
    private final Loops loops;

    public CheckConnector(Loops loops) {
        this.loops = loops;
    }

    @Override
    public Attempt open(Loop on, Target target, Opened opened) {
        NettyLoop loop = (NettyLoop) on;
        ByteConnection bytes = new ByteConnection(loop, () -> {});
        ChannelFuture connecting;
        try {
            // A check by tcp alone resets before it acknowledges: the server's program never sees the connection.
            connecting = ServerConnector.connect(loops, loop, target, bytes, false);
        } catch (ChannelException noSocket) {
            return new Refused(loop, opened, words(String.valueOf(noSocket.getMessage())));
        }
        Opening opening = new Opening(loop, connecting, bytes, target.proxyProtocol(), opened);
        connecting.addListener(done -> opening.finished());
        return opening;
    }

    /** One attempt; owned by its loop. */
    private static final class Opening implements Attempt {
        private final NettyLoop loop;
        private final ChannelFuture connecting;
        private final ByteConnection bytes;
        private final int proxyProtocol;
        private final Opened opened;
        private boolean decided;

        Opening(NettyLoop loop, ChannelFuture connecting, ByteConnection bytes, int proxyProtocol, Opened opened) {
            this.loop = loop;
            this.connecting = connecting;
            this.bytes = bytes;
            this.proxyProtocol = proxyProtocol;
            this.opened = opened;
        }

        void finished() {
            loop.refresh();
            if (decided) {
                bytes.reset(EndReason.CLIENT_ABORT);
                return;
            }
            decided = true;
            if (connecting.isSuccess()) {
                if (proxyProtocol > 0) {
                    bytes.write(Unpooled.wrappedBuffer(header()));
                }
                opened.onOpened(bytes);
            } else {
                connecting.channel().close();
                opened.onFailed(words(String.valueOf(connecting.cause().getMessage())));
            }
        }

        private byte[] header() {
            Channel channel = connecting.channel();
            return ProxyHeader.own(
                    proxyProtocol, Address.of(channel.localAddress()), Address.of(channel.remoteAddress()));
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
