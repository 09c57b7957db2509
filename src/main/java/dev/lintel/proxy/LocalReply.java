package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.Method;
import dev.lintel.http.ResponseHead;
import dev.lintel.rule.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** An answer of the proxy's own, made ready for one exchange. */
record LocalReply(ResponseHead head, ByteBuf body) {
    static LocalReply of(Reply reply, Exchange x) {
        byte[] body = reply.body(x);
        boolean bodiless = reply.status() < 200 || reply.status() == 204 || reply.status() == 304;
        ResponseHead head = reply.head(x, bodiless ? null : Bytes.of(Integer.toString(body.length)));
        head.length = bodiless ? -1 : body.length;
        if (bodiless || body.length == 0 || x.request != null && x.request.method == Method.HEAD) {
            head.framing = Framing.NONE;
            return new LocalReply(head, null);
        }
        head.framing = Framing.LENGTH;
        return new LocalReply(head, Unpooled.wrappedBuffer(body));
    }
}
