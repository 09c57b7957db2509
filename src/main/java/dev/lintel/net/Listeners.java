package dev.lintel.net;

import dev.lintel.base.Faults;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.BindSpec;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Address;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUringChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** Binds listening sockets and hands what they accept to whoever stands behind them at that moment. */
public final class Listeners {
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
        private final AddressSpec spec;
        private volatile Acceptor acceptor;
        private Channel channel;

        private Listener(AddressSpec spec, Acceptor acceptor) {
            this.spec = spec;
            this.acceptor = acceptor;
        }

        public void acceptor(Acceptor next) {
            acceptor = next;
        }

        public Acceptor acceptor() {
            return acceptor;
        }

        public AddressSpec spec() {
            return spec;
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
            channel.close().awaitUninterruptibly();
        }
    }

    /**
     * Binds a socket that accepts nobody before {@link Listener#accepting}.
     *
     * @throws IOException with a message for the user where the address cannot be listened on
     */
    public Listener bind(BindSpec bind, AddressSpec address, Acceptor acceptor) throws IOException {
        Listener listener = new Listener(address, acceptor);
        boolean unix = address.kind() == AddressSpec.Kind.UNIX || address.kind() == AddressSpec.Kind.ABSTRACT;
        ServerChannel channel = socket(address, unix);
        ChannelConfig config = channel.config();
        config.setAutoRead(false);
        if (bind.backlog() > 0) {
            config.setOption(ChannelOption.SO_BACKLOG, bind.backlog());
        }
        if (!unix) {
            config.setOption(ChannelOption.SO_REUSEADDR, true);
        }
        channel.pipeline().addLast(new Accepting(listener, bind, unix));
        ChannelFuture done = loops.next().events().register(channel);
        if (address.kind() != AddressSpec.Kind.FD) {
            done.awaitUninterruptibly();
            done = channel.bind(socketAddress(address));
        }
        done.awaitUninterruptibly();
        if (!done.isSuccess()) {
            channel.close();
            throw new IOException(explain(done.cause()), done.cause());
        }
        listener.channel = channel;
        return listener;
    }

    private ServerChannel socket(AddressSpec address, boolean unix) throws IOException {
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
            case UNIX -> new DomainSocketAddress(address.host());
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
        private final BindSpec bind;
        private final boolean unix;

        Accepting(Listener listener, BindSpec bind, boolean unix) {
            this.listener = listener;
            this.bind = bind;
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
            try {
                prepare(loop, channel);
            } catch (Throwable fault) {
                Faults.report("the acceptance of a connection", fault);
                close(channel);
            }
        }

        private void prepare(NettyLoop loop, Channel channel) {
            loop.refresh();
            loops.configure(channel, unix);
            bindOptions(channel);
            if (bind.acceptProxy()) {
                ProxyHandshake handshake = new ProxyHandshake(loop, (from, to) -> serve(loop, channel, from, to));
                channel.pipeline().addLast(handshake);
                loop.events().register(channel);
            } else {
                serve(loop, channel, Address.of(channel.remoteAddress()), Address.of(channel.localAddress()));
            }
        }

        private void bindOptions(Channel channel) {
            if (bind.tcpUserTimeoutMillis() > 0 && loops.transport() == Transport.IO_URING) {
                channel.config().setOption(IoUringChannelOption.TCP_USER_TIMEOUT, (int) bind.tcpUserTimeoutMillis());
            }
        }

        private void serve(NettyLoop loop, Channel channel, Address source, Address destination) {
            Acceptor.Connection proxy = listener.acceptor.accept(loop, source, destination, bind.acceptProxy());
            if (proxy == null) {
                close(channel);
            } else if (proxy.http()) {
                Http1Server server = new Http1Server(loop, proxy);
                channel.pipeline().addLast(server);
                server.opened();
                registered(loop, channel);
            } else {
                ByteConnection bytes = new ByteConnection(loop, proxy::onClosed);
                channel.pipeline().addLast(bytes);
                registered(loop, channel);
                proxy.onBytes(bytes);
            }
        }

        private static void close(Channel channel) {
            if (channel.isRegistered()) {
                channel.close();
            } else {
                channel.unsafe().closeForcibly();
            }
        }

        /** Behind a PROXY header the channel belongs to its loop already. */
        private void registered(NettyLoop loop, Channel channel) {
            if (!channel.isRegistered()) {
                loop.events().register(channel);
            }
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
