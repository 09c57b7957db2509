package dev.lintel.net;

import dev.lintel.model.AddressSpec;
import dev.lintel.model.BindSpec;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Address;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUringChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Binds listening sockets and hands what they accept to whoever stands behind them at that moment. */
public final class Listeners {
    /** What is written may pile up to here before the other side is asked to pause (bytes). */
    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 << 10, 64 << 10);

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
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted(channel, listener);
                    }
                })
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        if (bind.backlog() > 0) {
            bootstrap.option(ChannelOption.SO_BACKLOG, bind.backlog());
        }
        if (!unix) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true);
        }
        if (loops.transport().buffersProvided()) {
            bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, Transport.BUFFER_GROUP);
        }
        ChannelFuture bound;
        if (address.kind() == AddressSpec.Kind.FD) {
            bound = adopt(bootstrap, Integer.parseInt(address.host()));
        } else {
            bound = bootstrap.channelFactory(loops.transport().servers(unix)).bind(socketAddress(address));
        }
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(explain(bound.cause()), bound.cause());
        }
        listener.channel = bound.channel();
        return listener;
    }

    private ChannelFuture adopt(ServerBootstrap bootstrap, int descriptor) throws IOException {
        if (loops.transport() != Transport.EPOLL) {
            throw new IOException("inherited sockets need the epoll transport: set LINTEL_TRANSPORT=epoll");
        }
        return bootstrap
                .channelFactory(() -> new EpollServerSocketChannel(descriptor))
                .register();
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

    private void accepted(Channel channel, Listener listener) {
        NettyLoop loop = loops.of(channel.eventLoop());
        loop.refresh();
        Acceptor.Connection proxy =
                listener.acceptor.accept(loop, Address.of(channel.remoteAddress()), Address.of(channel.localAddress()));
        if (proxy == null) {
            channel.close();
            return;
        }
        if (proxy.http()) {
            Http1Server server = new Http1Server(loop, proxy);
            channel.pipeline().addLast("http1", server);
            server.opened();
        } else {
            ByteConnection bytes = new ByteConnection(loop, proxy::onClosed);
            channel.pipeline().addLast("bytes", bytes);
            proxy.onBytes(bytes);
        }
    }
}
