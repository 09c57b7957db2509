package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.ResponseHead;
import dev.lintel.rule.Reply;
import dev.lintel.stream.EndReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Where an exchange waits for something other than a server: work that a rule does off the loop, a while, the request's body, the end
 * of a tarpit. Owned by the exchange's loop; holds the waited-for body until the exchange ends.
 */
final class RuleWait {
    private static final byte[] CONTINUE = Bytes.of("100-continue");

    private final HttpRelay relay;
    private boolean collecting;
    private long enough;

    RuleWait(HttpRelay relay) {
        this.relay = relay;
    }

    /** A rule said WAIT: what for stands in the exchange. */
    void forRules() {
        Exchange x = relay.x;
        if (x.offLoop != null) {
            Runnable work = x.offLoop;
            Thread.startVirtualThread(() -> {
                work.run();
                x.loop.execute(() -> {
                    x.offLoop = null;
                    relay.resume();
                });
            });
        } else if (x.waitBodyBytes >= 0) {
            collect(x.waitBodyBytes == 0 ? Long.MAX_VALUE : x.waitBodyBytes, x.waitMillis);
        } else {
            arm(x.waitMillis, () -> {
                x.resumed = true;
                relay.resume();
            });
        }
    }

    /** {@code option http-buffer-request}: true where the body has to be waited for. */
    boolean forBody() {
        return collect(Long.MAX_VALUE, relay.frontend().requestTimeout());
    }

    private boolean collect(long bytes, long millis) {
        Exchange x = relay.x;
        enough = Math.min(bytes, relay.frontend().parts().bufferBytes());
        if (done()) {
            x.resumed = true;
            // The step that asked is still on the stack: it goes on from the loop's next turn.
            x.loop.execute(relay::resume);
            return true;
        }
        collecting = true;
        arm(millis, () -> {
            collecting = false;
            relay.fail(EndReason.CLIENT_TIMEOUT);
        });
        expectContinue(x);
        relay.client.demand();
        return true;
    }

    /** The client waits for a sign before it sends the body (RFC 9110 section 10.1.1): we are the ones who want it. */
    private void expectContinue(Exchange x) {
        Headers headers = x.request.headers;
        int at = headers.find(HeaderName.EXPECT);
        if (at >= 0 && Bytes.equalIgnoreCase(headers.buf(at), headers.off(at), headers.len(at), CONTINUE)) {
            headers.remove(at);
            relay.client.head(new ResponseHead(100), false);
        }
    }

    private boolean done() {
        ByteBuf body = relay.x.requestBody;
        return relay.requestEnded || body != null && body.readableBytes() >= enough;
    }

    /** Whether the body comes here rather than to a server. */
    boolean takes() {
        return collecting;
    }

    void onBody(ByteBuf data) {
        Exchange x = relay.x;
        if (x.requestBody == null) {
            x.requestBody = Unpooled.buffer(data.readableBytes());
        }
        x.requestBody.writeBytes(data);
        data.release();
        goOn();
    }

    void onTrailers() {
        goOn();
    }

    private void goOn() {
        Exchange x = relay.x;
        x.requestBodyComplete = relay.requestEnded;
        if (!done()) {
            relay.client.demand();
            return;
        }
        collecting = false;
        relay.connection.serverTimer.disarm();
        x.resumed = true;
        relay.resume();
    }

    /** A rule's answer, at once or after the delay of a tarpit. */
    void reply(Reply reply) {
        Exchange x = relay.x;
        if (x.replyDelay <= 0) {
            relay.reply(reply);
            return;
        }
        relay.stage = Stage.TARPIT;
        arm(x.replyDelay, () -> relay.reply(reply));
    }

    private void arm(long millis, Runnable action) {
        ClientConnection.Timer timer = relay.connection.serverTimer;
        timer.action = action;
        if (millis >= 0) {
            relay.x.loop.arm(timer, millis);
        }
    }

    void release() {
        collecting = false;
        ByteBuf body = relay.x.requestBody;
        if (body != null) {
            relay.x.requestBody = null;
            body.release();
        }
    }
}
