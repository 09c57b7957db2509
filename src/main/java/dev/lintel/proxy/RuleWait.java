package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.ResponseHead;
import dev.lintel.rule.Reply;
import dev.lintel.rule.RuleSet;
import dev.lintel.rule.Verdict;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;
import io.netty.buffer.ByteBuf;

/**
 * Walks rules, and waits where they want it for something other than a server: work that a rule does off the loop, a while, the body of
 * the request or of the answer, the end of a tarpit. Keeps what has come of a body before it can be passed on. Owned by the exchange's
 * loop; holds the bodies until the exchange ends.
 */
final class RuleWait {
    private static final byte[] CONTINUE = Bytes.of("100-continue");

    /** Which body is waited for. */
    private enum Collecting {
        NOTHING,
        REQUEST,
        ANSWER
    }

    private final HttpRelay relay;
    private Collecting collecting = Collecting.NOTHING;
    private long enough;

    /** What came behind the bodies that are kept, or null. */
    private Headers requestTrailers;

    private Headers answerTrailers;
    private boolean answerComplete;
    private boolean bodyAsked;

    RuleWait(HttpRelay relay) {
        this.relay = relay;
    }

    /** Walks a rule set; true where the exchange goes on at once. */
    boolean passes(RuleSet rules) {
        if (rules.isEmpty()) {
            return true;
        }
        Exchange x = relay.x;
        int from = x.resumeAt;
        x.resumeAt = 0;
        Verdict verdict = rules.run(x, from);
        if (x.earlyHints != null) {
            OwnAnswers.earlyHints(relay);
        }
        switch (verdict) {
            case CONTINUE, STOP -> {
                return true;
            }
            case REPLY -> {
                if (x.end == EndReason.DENIED || x.end == EndReason.RESPONSE_DENIED) {
                    relay.frontend().counters().denied.increment();
                }
                reply((Reply) x.reply);
            }
            case CLOSE -> relay.close();
            case WAIT -> forRules();
        }
        return false;
    }

    /** A rule said WAIT: what for stands in the exchange. */
    void forRules() {
        Exchange x = relay.x;
        if (x.offLoop != null) {
            offLoop(x);
        } else if (x.waitBodyBytes >= 0) {
            long bytes = x.waitBodyBytes == 0 ? Long.MAX_VALUE : x.waitBodyBytes;
            collect(relay.answer() != null ? Collecting.ANSWER : Collecting.REQUEST, bytes, x.waitMillis);
        } else {
            arm(x.waitMillis, () -> {
                x.resumed = true;
                relay.resume();
            });
        }
    }

    private void offLoop(Exchange x) {
        Runnable work = x.offLoop;
        Thread.startVirtualThread(() -> {
            Throwable fault = null;
            try {
                work.run();
            } catch (Throwable t) {
                fault = t;
            }
            Throwable what = fault;
            x.loop.execute(() -> {
                x.offLoop = null;
                if (what == null) {
                    relay.resume();
                } else {
                    relay.crashed(what);
                }
            });
        });
    }

    /** {@code option http-buffer-request}: the rules see the body; until it is there the request counts as not received. */
    boolean hasBody() {
        Exchange x = relay.x;
        if (!relay.requestEnded && !bodyAsked) {
            bodyAsked = true;
            x.requestMicros = -1;
            long timeout = relay.frontend().requestTimeout();
            collect(Collecting.REQUEST, Long.MAX_VALUE, timeout > 0 ? timeout : -1);
            return false;
        }
        if (x.requestMicros < 0) {
            x.requestMicros = x.loop.nowMicros();
        }
        return true;
    }

    /** Rules wait for the rest of the request, a full buffer, or the end of their time. */
    void forMore(long millis, Runnable late) {
        enough = relay.frontend().parts().bufferBytes();
        collecting = Collecting.REQUEST;
        arm(millis, () -> {
            collecting = Collecting.NOTHING;
            late.run();
            relay.resume();
        });
        relay.client.demand();
    }

    private void collect(Collecting which, long bytes, long millis) {
        Exchange x = relay.x;
        enough = Math.min(bytes, relay.frontend().parts().bufferBytes());
        collecting = which;
        if (done()) {
            collecting = Collecting.NOTHING;
            x.resumed = true;
            // The step that asked is still on the stack: it goes on from the loop's next turn.
            x.loop.execute(relay::resume);
            return;
        }
        arm(millis, this::bodyTooSlow);
        if (which == Collecting.ANSWER) {
            demandAnswer();
        } else {
            expectContinue(x);
            relay.client.demand();
        }
    }

    /** The time that it may take is ours to mind, not that of {@code timeout server}. */
    private void demandAnswer() {
        HttpStream server = relay.dispatch().stream();
        if (server != null) {
            server.demand();
        }
    }

    private void bodyTooSlow() {
        EndReason reason = collecting == Collecting.ANSWER ? EndReason.SERVER_TIMEOUT : EndReason.CLIENT_TIMEOUT;
        collecting = Collecting.NOTHING;
        relay.fail(reason);
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
        boolean answer = collecting == Collecting.ANSWER;
        boolean complete = answer ? answerComplete || relay.answer().bodiless() : relay.requestEnded;
        ByteBuf body = answer ? relay.x.responseBody : relay.x.requestBody;
        return complete || body != null && body.readableBytes() >= enough;
    }

    /** A part of the request: for the server, or kept where none can take it yet. */
    void request(ByteBuf data, boolean last) {
        if (keepsRequest()) {
            relay.x.requestBody = AnswerGate.append(relay.x.requestBody, data);
            relay.x.requestBodyComplete = relay.requestEnded;
            goOnWith(Collecting.REQUEST);
        } else if (sends()) {
            relay.dispatch().forward(data, last);
        } else {
            data.release();
        }
    }

    /** The end of a request with trailers; null where those are not passed on. */
    void requestEnd(Headers trailers) {
        if (keepsRequest()) {
            requestTrailers = trailers;
            relay.x.requestBodyComplete = true;
            goOnWith(Collecting.REQUEST);
        } else if (sends()) {
            relay.dispatch().forwardTrailers(trailers);
        }
    }

    /** Whether what comes of the request has to wait: for rules, or for a server. */
    private boolean keepsRequest() {
        Dispatch dispatch = relay.dispatch();
        return !relay.finished() && !relay.answered() && (dispatch == null || dispatch.searching());
    }

    private boolean sends() {
        return relay.dispatch() != null && relay.dispatch().stream() != null;
    }

    /** A part of the answer that the client cannot get yet. */
    void keepAnswer(ByteBuf data, boolean last) {
        relay.x.responseBody = AnswerGate.append(relay.x.responseBody, data);
        answerComplete = last;
        goOnWith(Collecting.ANSWER);
    }

    void keepAnswerTrailers(Headers trailers) {
        answerTrailers = trailers;
        answerComplete = true;
        goOnWith(Collecting.ANSWER);
    }

    Headers requestTrailers() {
        return requestTrailers;
    }

    Headers answerTrailers() {
        return answerTrailers;
    }

    /** Whether all of the answer's body is kept here. */
    boolean answerComplete() {
        return answerComplete;
    }

    private void goOnWith(Collecting which) {
        if (collecting != which) {
            return;
        }
        if (done()) {
            collecting = Collecting.NOTHING;
            relay.timers.server.disarm();
            relay.x.resumed = true;
            relay.resume();
        } else if (which == Collecting.ANSWER) {
            demandAnswer();
        } else {
            relay.client.demand();
        }
    }

    /** A rule's answer, at once or after the delay of a tarpit. */
    private void reply(Reply reply) {
        Exchange x = relay.x;
        if (x.replyDelay <= 0) {
            relay.reply(reply);
            return;
        }
        relay.stage = Stage.TARPIT;
        arm(x.replyDelay, () -> relay.reply(reply));
    }

    private void arm(long millis, Runnable action) {
        ExchangeTimers.Timer timer = relay.timers.server;
        timer.action = action;
        if (millis >= 0) {
            relay.x.loop.arm(timer, millis);
        }
    }

    void release() {
        collecting = Collecting.NOTHING;
        Exchange x = relay.x;
        if (x.requestBody != null) {
            x.requestBody.release();
            x.requestBody = null;
        }
        if (x.responseBody != null) {
            x.responseBody.release();
            x.responseBody = null;
        }
    }
}
