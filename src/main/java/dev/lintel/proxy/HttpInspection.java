package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.model.ProxySpec;
import dev.lintel.rule.RuleSet;
import dev.lintel.rule.Verdict;
import io.netty.buffer.ByteBuf;

/**
 * {@code tcp-request content} and {@code tcp-response content} rules in http mode: they run when the head is there, before the rules of
 * HTTP, and {@code wait_end} waits for the whole request, a full buffer or the end of {@code inspect-delay}. Owned by the exchange's loop.
 */
final class HttpInspection {
    private final HttpRelay relay;
    private final Exchange x;
    private final Inspection inspection;

    private HttpInspection(HttpRelay relay) {
        this.relay = relay;
        this.x = relay.x;
        this.inspection = new Inspection(x);
    }

    /** Whether the request goes on at once, as the frontend has it. */
    static boolean ofFrontend(HttpRelay relay) {
        Frontend frontend = relay.frontend();
        return request(relay, frontend.parts().tcpContent(), frontend.spec().proxy());
    }

    /** The same in the backend. */
    static boolean ofBackend(HttpRelay relay) {
        Backend backend = relay.backend();
        return request(relay, backend.parts().tcpContent(), backend.spec().proxy());
    }

    private static boolean request(HttpRelay relay, RuleSet rules, ProxySpec proxy) {
        if (rules.isEmpty()) {
            return true;
        }
        HttpInspection own = of(relay);
        boolean complete = relay.requestEnded || own.full(relay.x.requestBody);
        return own.passes(rules, proxy.inspection().requestMillis(), complete, false);
    }

    /** Whether the server's answer goes on at once: nothing of it but its head is looked at. */
    static boolean answer(HttpRelay relay, RuleSet rules) {
        return rules.isEmpty() || of(relay).passes(rules, 0, true, true);
    }

    /** Only exchanges that meet such rules have one. */
    private static HttpInspection of(HttpRelay relay) {
        if (relay.inspection == null) {
            relay.inspection = new HttpInspection(relay);
        }
        return relay.inspection;
    }

    private boolean full(ByteBuf body) {
        return body != null && body.readableBytes() >= relay.frontend().parts().bufferBytes();
    }

    private boolean passes(RuleSet rules, long delay, boolean complete, boolean answer) {
        Verdict verdict = inspection.look(rules, delay, complete);
        if (verdict == Verdict.CONTINUE || verdict == Verdict.STOP) {
            return true;
        }
        if (verdict != Verdict.WAIT) {
            end(answer);
        } else if (x.offLoop != null) {
            relay.waiting().forRules();
        } else {
            relay.waiting().forMore(inspection.remaining(), inspection::expire);
        }
        return false;
    }

    private void end(boolean answer) {
        relay.frontend().counters().denied.increment();
        if (answer) {
            // As HAProxy logs it: the exchange had come to its data.
            relay.stage = Stage.DATA;
        }
        relay.close();
    }
}
