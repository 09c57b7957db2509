package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.rule.Verdict;
import dev.lintel.stream.EndReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * {@code tcp-response content} rules in tcp mode: holds back what the server sends until they have decided (manual section 4.2). Owned by
 * the exchange's loop; what it holds is handed on or released by {@link #take}.
 */
final class AnswerGate {
    /** What becomes of the answer. */
    enum Decision {
        WAIT,
        PASS,
        /** What has come goes to the client, and nothing more is wanted of the server. */
        CLOSE,
        REJECT
    }

    private final Exchange x;
    private final Backend backend;
    private final ExchangeTimers.Timer timer;
    private final long bufferBytes;
    private final Inspection inspection;
    private final Runnable again;

    /** @param again to be run when the time is over, to look once more */
    AnswerGate(Exchange x, Frontend frontend, Backend backend, ExchangeTimers.Timer timer, Runnable again) {
        this.x = x;
        this.backend = backend;
        this.timer = timer;
        this.bufferBytes = frontend.parts().bufferBytes();
        this.inspection = new Inspection(x);
        this.again = again;
    }

    void keep(ByteBuf data) {
        x.serverBytes = append(x.serverBytes, data);
    }

    /** What is held, which is held no more; null: nothing. */
    ByteBuf take() {
        ByteBuf held = x.serverBytes;
        x.serverBytes = null;
        return held;
    }

    Decision look(boolean complete) {
        boolean full = x.serverBytes != null && x.serverBytes.readableBytes() >= bufferBytes;
        Verdict verdict = inspection.look(
                backend.parts().tcpResponse(),
                backend.spec().proxy().inspection().responseMillis(),
                complete || full);
        if (verdict == Verdict.WAIT) {
            timer.action = () -> {
                inspection.expire();
                again.run();
            };
            x.loop.arm(timer, inspection.remaining());
            return Decision.WAIT;
        }
        timer.disarm();
        if (verdict != Verdict.CLOSE) {
            return Decision.PASS;
        }
        return x.end == EndReason.SERVER_CLOSED_EARLY ? Decision.CLOSE : Decision.REJECT;
    }

    /** Bytes that wait, in one array that fetches can look into. */
    static ByteBuf append(ByteBuf kept, ByteBuf data) {
        ByteBuf all = kept == null ? Unpooled.buffer(data.readableBytes()) : kept;
        all.writeBytes(data);
        data.release();
        return all;
    }
}
