package dev.lintel.net;

import dev.lintel.base.Faults;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.BindSpec;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Address;
import dev.lintel.tls.BindTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Binds listening sockets and hands what they accept to whoever stands behind them at that moment. */
public final class Listeners {
    private static final ChannelOption<Integer> REUSE_PORT = new IntegerUnixChannelOption("SO_REUSEPORT", 1, 15);
    private static final ChannelOption<Integer> V6_ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);
    private static final ChannelOption<Integer> DEFER_ACCEPT = new IntegerUnixChannelOption("TCP_DEFER_ACCEPT", 6, 9);
    private static final ChannelOption<Integer> MAX_SEGMENT = new IntegerUnixChannelOption("TCP_MAXSEG", 6, 2);
    private static final ChannelOption<Integer> FAST_OPEN = new IntegerUnixChannelOption("TCP_FASTOPEN", 6, 23);
    private static final ChannelOption<Integer> TRANSPARENT = new IntegerUnixChannelOption("IP_TRANSPARENT", 0, 19);
    private static final ChannelOption<Integer> TRANSPARENT_V6 =
            new IntegerUnixChannelOption("IPV6_TRANSPARENT", 41, 75);

    /** A loop that hangs must not keep the process from ending. */
    private static final long CLOSE_MILLIS = 1000;

    private final Loops loops;

    public Listeners(Loops loops) {
        this.loops = loops;
    }

    /**
     * A listening socket. It outlives configurations: a reload only changes who stands behind it.
     *
     * @see #acceptor
     */
    public final class Listener {
        private volatile Behind behind;
        private final UnixPath path;
        private Channel channel;

        private Listener(UnixPath path, Behind behind) {
            this.path = path;
            this.behind = behind;
        }

        /** From the next connection on. */
        public void acceptor(BindSpec bind, @Nullable BindTls tls, Acceptor next) {
            behind = new Behind(bind, tls, next);
        }

        /** Lets other programs, and sockets of this one, listen at the same address (SO_REUSEPORT). */
        public void share() {
            reusePort(channel.config());
        }

        /** Where it listens: the port is real even where 0 was asked for. */
        public Address address() {
            return Address.of(channel.localAddress());
        }

        /** Stops or goes on accepting; connections wait in the kernel meanwhile. */
        public void accepting(boolean on) {
            channel.config().setAutoRead(on);
        }

        /** Closes the socket; connections that it accepted stay. */
        public void close() {
            channel.close().awaitUninterruptibly(CLOSE_MILLIS);
            if (path != null) {
                path.close();
            }
        }

        /** Clients may come: a unix socket gets its name, where another one may have been until now. */
        public void open() throws IOException {
            if (path != null) {
                path.publish();
            }
            accepting(true);
        }
    }

    /** Who takes in what a socket accepts, and by which line. */
    private record Behind(BindSpec bind, @Nullable BindTls tls, Acceptor acceptor) {}

    /**
     * Binds a socket that accepts nobody before {@link Listener#open}.
     *
     * @param tls null: clear text
     * @param shared whether somebody else may listen there already, who shares the address
     * @throws IOException with a message for the user where the address cannot be listened on
     */
    public Listener bind(BindSpec bind, @Nullable BindTls tls, AddressSpec address, boolean shared, Acceptor acceptor)
            throws IOException {
        UnixPath path = address.kind() == AddressSpec.Kind.UNIX ? new UnixPath(address.host()) : null;
        Listener listener = new Listener(path, new Behind(bind, tls, acceptor));
        boolean unix = address.kind() == AddressSpec.Kind.UNIX || address.kind() == AddressSpec.Kind.ABSTRACT;
        ServerChannel channel = socket(address, unix);
        ChannelConfig config = channel.config();
        config.setAutoRead(false);
        if (bind.backlog() > 0) {
            config.setOption(ChannelOption.SO_BACKLOG, bind.backlog());
        }
        if (!unix && address.kind() != AddressSpec.Kind.FD) {
            tcpOptions(config, bind, address, shared);
        }
        channel.pipeline().addLast(new Accepting(listener, unix));
        ChannelFuture done = loops.next().events().register(channel);
        if (address.kind() != AddressSpec.Kind.FD) {
            done.awaitUninterruptibly();
            done = channel.bind(path == null ? socketAddress(address) : new DomainSocketAddress(path.temporary()));
        }
        done.awaitUninterruptibly();
        if (!done.isSuccess()) {
            channel.close();
            throw new IOException(explain(done.cause()), done.cause());
        }
        listener.channel = channel;
        if (path != null) {
            path.own(bind);
        } else if (!unix && !shared && address.kind() != AddressSpec.Kind.FD) {
            // From here on a reload, or a process that takes over, may bind beside it; a port in use was noticed
            // before.
            listener.share();
        }
        return listener;
    }

    private static void reusePort(ChannelConfig config) {
        if (!config.setOption(REUSE_PORT, 1)) {
            config.setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
        }
    }

    /** Manual section 5.1. Options that this transport does not have are left alone. */
    private static void tcpOptions(ChannelConfig config, BindSpec bind, AddressSpec address, boolean shared) {
        config.setOption(ChannelOption.SO_REUSEADDR, true);
        if (shared) {
            reusePort(config);
        }
        boolean anyV6 =
                address.kind() == AddressSpec.Kind.IPV6 || address.host().indexOf(':') >= 0;
        if (anyV6 && (bind.v6only() || bind.v4v6())) {
            config.setOption(V6_ONLY, bind.v6only() ? 1 : 0);
        }
        if (bind.deferAccept()) {
            config.setOption(DEFER_ACCEPT, 1);
        }
        if (bind.transparent()) {
            config.setOption(anyV6 ? TRANSPARENT_V6 : TRANSPARENT, 1);
        }
        if (bind.mss() > 0) {
            config.setOption(MAX_SEGMENT, bind.mss());
        }
        if (bind.tfo()) {
            config.setOption(FAST_OPEN, 256);
        }
    }

    private ServerChannel socket(AddressSpec address, boolean unix) throws IOException {
        if (unix && loops.transport() == Transport.NIO) {
            throw new IOException("unix sockets need the epoll or the io_uring transport of Linux");
        }
        if (address.kind() != AddressSpec.Kind.FD) {
            return loops.transport().servers(unix).newChannel();
        }
        if (loops.transport() != Transport.EPOLL) {
            throw new IOException("inherited sockets need the epoll transport: set LINTEL_TRANSPORT=epoll");
        }
        return new EpollServerSocketChannel(Integer.parseInt(address.host()));
    }

    private static String explain(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        if (text.contains("Address already in use")) {
            return "the address is already in use by another program";
        }
        if (text.contains("Permission denied")) {
            return "permission denied: ports below 1024 need root, or the capability CAP_NET_BIND_SERVICE";
        }
        if (text.contains("Cannot assign requested address")) {
            return "this machine does not have that address";
        }
        return text;
    }

    static SocketAddress socketAddress(AddressSpec address) {
        return switch (address.kind()) {
            case ABSTRACT -> new DomainSocketAddress("\0" + address.host());
            default ->
                address.host().isEmpty() || address.host().equals("*")
                        ? new InetSocketAddress(
                                address.kind() == AddressSpec.Kind.IPV6 ? "::" : "0.0.0.0", address.port())
                        : new InetSocketAddress(address.host(), address.port());
        };
    }

    /** Takes connections off one listening socket and spreads them over the loops. */
    private final class Accepting extends ChannelInboundHandlerAdapter {
        /** Without a free descriptor every look at the socket would fail at once: it rests for so long (milliseconds). */
        private static final long REST = 1000;

        private final Listener listener;
        private final boolean unix;

        Accepting(Listener listener, boolean unix) {
            this.listener = listener;
            this.unix = unix;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel channel = (Channel) message;
            NettyLoop loop = loops.next();
            if (loop.inLoop()) {
                accepted(loop, channel);
            } else {
                loop.execute(() -> accepted(loop, channel));
            }
        }

        private void accepted(NettyLoop loop, Channel channel) {
            Behind behind = listener.behind;
            new Entrance(loops, loop, channel, behind.bind, behind.tls).enter(behind.acceptor, unix);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof IOException)) {
                Faults.report("a listening socket", cause);
            }
            ChannelConfig config = context.channel().config();
            if (config.isAutoRead()) {
                config.setAutoRead(false);
                context.executor().schedule(() -> config.setAutoRead(true), REST, TimeUnit.MILLISECONDS);
            }
        }
    }
}
