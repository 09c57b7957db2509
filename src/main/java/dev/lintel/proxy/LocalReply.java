package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Framing;
import dev.lintel.http.Method;
import dev.lintel.http.ResponseHead;
import dev.lintel.rule.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** An answer of the proxy's own, made ready for one exchange. */
record LocalReply(ResponseHead head, ByteBuf body) {
    static LocalReply of(Reply reply, Exchange x) {
        ResponseHead head = reply.head(x);
        byte[] body = reply.body(x);
        head.length = body.length;
        boolean bodiless = head.status < 200 || head.status == 204 || head.status == 304;
        if (bodiless) {
            head.length = -1;
        }
        if (bodiless || body.length == 0 || x.request != null && x.request.method == Method.HEAD) {
            head.framing = Framing.NONE;
            return new LocalReply(head, null);
        }
        head.framing = Framing.LENGTH;
        return new LocalReply(head, Unpooled.wrappedBuffer(body));
    }
}
