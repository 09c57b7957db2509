package dev.lintel.net;

import dev.lintel.stream.Address;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.HandshakeFault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/**
 * Waits for the PROXY protocol's header on a connection that has to begin with one ({@code accept-proxy}), then gives its place to what
 * the connection carries. Owned by the connection's loop; releases what it holds when the connection ends first.
 */
final class ProxyHandshake extends ChannelInboundHandlerAdapter {
    private static final long TIMEOUT = 3000;

    /** Takes the connection over, with the addresses that count. */
    interface Next {
        void accepted(Address source, Address destination);

        /** There was no good header; {@code received}: there was something. */
        void failed(Address source, Address destination, HandshakeFault fault, boolean received);
    }

    private final NettyLoop loop;
    private final Next next;
    private final ProxyProtocol protocol = new ProxyProtocol();
    private final Deadline timer = new Deadline() {
        @Override
        protected void expired() {
            refuse(held == null ? HandshakeFault.PRX_TIMEOUT : HandshakeFault.PRX_TRUNCATED);
        }
    };

    private ChannelHandlerContext ctx;
    /** The ends of the connection itself: once it is closed, the channel may not know them any more. */
    private Address source;

    private Address destination;
    private ByteBuf held;
    private boolean decided;

    ProxyHandshake(NettyLoop loop, Next next) {
        this.loop = loop;
        this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        source = Address.of(context.channel().remoteAddress());
        destination = Address.of(context.channel().localAddress());
        loop.arm(timer, TIMEOUT);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        loop.refresh();
        ByteBuf in = (ByteBuf) message;
        if (held == null) {
            held = in;
        } else {
            ByteBuf joined = context.alloc().buffer(held.readableBytes() + in.readableBytes());
            joined.writeBytes(held).writeBytes(in);
            held.release();
            in.release();
            held = joined;
        }
        switch (protocol.read(held)) {
            case MORE -> {}
            case FOREIGN -> refuse(HandshakeFault.PRX_NOT_HDR);
            case UNKNOWN -> refuse(HandshakeFault.PRX_BAD_PROTO);
            case BROKEN -> refuse(HandshakeFault.PRX_BAD_HDR);
            case COMPLETE -> proceed();
        }
    }

    private void refuse(HandshakeFault fault) {
        if (!decided) {
            decided = true;
            next.failed(source, destination, fault, held != null);
            ctx.close();
        }
    }

    private void proceed() {
        loop.forget(timer);
        decided = true;
        ByteBuf rest = held;
        held = null;
        next.accepted(
                protocol.source == null ? source : protocol.source,
                protocol.destination == null ? destination : protocol.destination);
        ctx.pipeline().remove(this);
        if (rest.isReadable() && ctx.channel().isActive()) {
            ctx.pipeline().fireChannelRead(rest);
        } else {
            rest.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            refuse(held == null ? HandshakeFault.PRX_EMPTY : HandshakeFault.PRX_TRUNCATED);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.forget(timer);
        refuse(held == null ? HandshakeFault.PRX_EMPTY : HandshakeFault.PRX_TRUNCATED);
        if (held != null) {
            held.release();
            held = null;
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        refuse(HandshakeFault.PRX_ABORT);
    }
}
