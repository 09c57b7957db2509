package dev.lintel.net;

import dev.lintel.stream.Acceptor;
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

    private final NettyLoop loop;
    private final Acceptor.Connection proxy;
    private final Runnable next;
    private final ProxyProtocol protocol = new ProxyProtocol();
    private final Deadline timer = new Deadline() {
        @Override
        protected void expired() {
            refuse(held == null ? HandshakeFault.PRX_TIMEOUT : HandshakeFault.PRX_TRUNCATED);
        }
    };

    private ChannelHandlerContext ctx;
    private ByteBuf held;
    private boolean decided;

    /** @param next takes the connection over */
    ProxyHandshake(NettyLoop loop, Acceptor.Connection proxy, Runnable next) {
        this.loop = loop;
        this.proxy = proxy;
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
        held = held == null ? in : Backlog.join(context.alloc(), held, in);
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
            proxy.failed(fault, held != null);
            ctx.close();
        }
    }

    private void proceed() {
        loop.forget(timer);
        decided = true;
        ByteBuf rest = held;
        held = null;
        proxy.speaksFor(protocol.source, protocol.destination);
        next.run();
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
