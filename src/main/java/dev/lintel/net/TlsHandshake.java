package dev.lintel.net;

import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.HandshakeFault;
import dev.lintel.stream.TlsFacts;
import dev.lintel.tls.BindTls;
import dev.lintel.tls.Challenges;
import dev.lintel.tls.ClientHello;
import dev.lintel.tls.Failures;
import dev.lintel.tls.Handshaken;
import dev.lintel.tls.HelloReader;
import dev.lintel.tls.Untrusted;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's hello, chooses what answers it, and waits for the end of the handshake; then gives its place to what the connection
 * carries. Owned by the connection's loop; releases what it holds when the connection ends first.
 */
final class TlsHandshake extends ChannelInboundHandlerAdapter implements TlsCodec.Handshaking {
    /** The hello with the heads of the records that carry it. */
    private static final int MAX_HELD = 2 * HelloReader.MAX_BYTES;

    /** A fatal alert: unrecognized_name (RFC 6066 section 3). */
    private static final byte[] UNKNOWN_NAME = {21, 3, 3, 0, 2, 2, 112};

    /** The same: decode_error (RFC 8446 section 6.2). */
    private static final byte[] DECODE_ERROR = {21, 3, 3, 0, 2, 2, 50};

    private final NettyLoop loop;
    private final Acceptor.Connection proxy;
    private final BindTls tls;
    private final Consumer<TlsFacts> next;
    private final HelloReader reader = new HelloReader();
    private final Deadline timer = new Deadline() {
        @Override
        protected void expired() {
            refuse(HandshakeFault.SSL_TIMEOUT, null);
        }
    };

    private ChannelHandlerContext ctx;
    private @Nullable ByteBuf held;
    private BindTls.@Nullable Choice choice;
    private @Nullable ReferenceCountedOpenSslEngine engine;
    private boolean received;
    private boolean decided;

    /** @param next takes the connection over */
    TlsHandshake(NettyLoop loop, Acceptor.Connection proxy, BindTls tls, Consumer<TlsFacts> next) {
        this.loop = loop;
        this.proxy = proxy;
        this.tls = tls;
        this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        long limit = proxy.handshakeTimeout();
        if (limit > 0) {
            loop.arm(timer, limit);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        loop.refresh();
        ByteBuf in = (ByteBuf) message;
        received = true;
        if (decided || engine != null) {
            in.release();
            return;
        }
        if (held == null) {
            held = in;
        } else {
            // Grows by doubling: a hello that drips in costs no more than its length.
            held = held.maxWritableBytes() >= in.readableBytes() && held.refCnt() == 1 && !held.isReadOnly()
                    ? held
                    : grown(context, held);
            held.writeBytes(in);
            in.release();
        }
        switch (reader.read(held)) {
            case MORE -> {
                if (held.readableBytes() > MAX_HELD) {
                    refuse(HandshakeFault.SSL_HANDSHAKE, DECODE_ERROR);
                }
            }
            case COMPLETE -> answer(reader.hello());
            case FOREIGN -> refuse(HandshakeFault.SSL_HANDSHAKE, null);
            case BROKEN -> refuse(HandshakeFault.SSL_HANDSHAKE, DECODE_ERROR);
        }
    }

    private static ByteBuf grown(ChannelHandlerContext context, ByteBuf old) {
        ByteBuf larger = context.alloc().buffer(old.readableBytes() * 2);
        larger.writeBytes(old);
        old.release();
        return larger;
    }

    private void answer(ClientHello hello) {
        choice = tls.choose(hello);
        if (choice == null) {
            refuse(HandshakeFault.SSL_HANDSHAKE, UNKNOWN_NAME);
            return;
        }
        try {
            engine = choice.context().engine(ctx.alloc(), hello, choice.certificate());
        } catch (SSLException unfit) {
            failed(unfit);
            return;
        }
        ctx.pipeline().addBefore(ctx.name(), "tls", new TlsCodec(loop, engine, this));
        ByteBuf bytes = held;
        held = null;
        ctx.pipeline().fireChannelRead(bytes);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            refuse(received ? HandshakeFault.SSL_ABORT : HandshakeFault.SSL_EMPTY, null);
        }
    }

    @Override
    public void completed() {
        loop.refresh();
        if (decided || engine == null || choice == null) {
            return;
        }
        Handshaken facts;
        try {
            facts = Handshaken.with(engine, reader.hello(), choice, tls);
        } catch (Untrusted | SSLPeerUnverifiedException | RuntimeException unfit) {
            failed(unfit);
            return;
        }
        if (tls.forChallenge(choice) && !Challenges.ACME_TLS.equals(facts.alpn())) {
            refuse(HandshakeFault.SSL_HANDSHAKE, null);
            return;
        }
        decided = true;
        loop.forget(timer);
        next.accept(facts);
        ctx.pipeline().remove(this);
    }

    @Override
    public void failed(Throwable cause) {
        loop.refresh();
        if (!decided) {
            proxy.tlsFailed(Failures.of(cause));
            refuse(fault(cause), null);
        }
    }

    private static HandshakeFault fault(Throwable cause) {
        Untrusted untrusted = Untrusted.in(cause);
        return untrusted == null
                ? HandshakeFault.SSL_HANDSHAKE
                : untrusted.depth() > 0 ? HandshakeFault.SSL_CA_FAIL : HandshakeFault.SSL_CRT_FAIL;
    }

    private void refuse(HandshakeFault fault, byte @Nullable [] alert) {
        if (decided) {
            return;
        }
        decided = true;
        loop.forget(timer);
        proxy.failed(fault, received);
        if (alert == null) {
            ctx.close();
        } else {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(alert)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.refresh();
        refuse(received ? HandshakeFault.SSL_ABORT : HandshakeFault.SSL_EMPTY, null);
        if (held != null) {
            held.release();
            held = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (decided) {
            // Refused already, or whoever takes it over could not: nobody else would close it.
            context.close();
        } else {
            refuse(HandshakeFault.SSL_HANDSHAKE, null);
        }
    }
}
