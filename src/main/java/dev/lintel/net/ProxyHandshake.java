package dev.lintel.net;

import dev.lintel.stream.Address;
import dev.lintel.stream.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Waits for the PROXY protocol's header on a connection that has to begin with one ({@code accept-proxy}), then gives its place to what
 * the connection carries. Owned by the connection's loop; releases what it holds when the connection ends first.
 */
final class ProxyHandshake extends ChannelInboundHandlerAdapter {
    private static final long TIMEOUT = 3000;

    /** Takes the connection over, with the addresses that count. */
    interface Next {
        void accepted(Address source, Address destination);
    }

    private final NettyLoop loop;
    private final Next next;
    private final ProxyProtocol protocol = new ProxyProtocol();
    private final Deadline timer = new Deadline() {
        @Override
        protected void expired() {
            ctx.close();
        }
    };

    private ChannelHandlerContext ctx;
    private ByteBuf held;

    ProxyHandshake(NettyLoop loop, Next next) {
        this.loop = loop;
        this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
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
            case BROKEN -> ctx.close();
            case COMPLETE -> proceed();
        }
    }

    private void proceed() {
        loop.forget(timer);
        ByteBuf rest = held;
        held = null;
        Address source = protocol.source == null ? Address.of(ctx.channel().remoteAddress()) : protocol.source;
        Address destination =
                protocol.destination == null ? Address.of(ctx.channel().localAddress()) : protocol.destination;
        next.accepted(source, destination);
        ctx.pipeline().remove(this);
        if (rest.isReadable() && ctx.channel().isActive()) {
            ctx.pipeline().fireChannelRead(rest);
        } else {
            rest.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.forget(timer);
        if (held != null) {
            held.release();
            held = null;
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ctx.close();
    }
}
