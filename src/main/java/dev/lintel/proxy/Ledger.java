package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Framing;
import dev.lintel.http.LoggedBytes;
import dev.lintel.http.MessageHead;
import dev.lintel.stream.EndReason;

/** Keeps the books of exchanges: the state in which they ended, what they counted (manual sections 8.4 and 8.5). */
final class Ledger {
    private Ledger() {}

    /** The termination state is that of the first thing that went wrong. */
    static void note(Exchange x, EndReason reason, Stage stage) {
        if (x.causeFlag == '-') {
            x.end = reason;
            x.causeFlag = reason.cause();
            x.phaseFlag = stage.flag;
        }
    }

    /** What the end of a body counts in the log. */
    static int endOf(MessageHead head) {
        return head.framing == Framing.CHUNKED ? LoggedBytes.TRAILER_END : 0;
    }

    /** The one end of every exchange: adds it to its frontend's and its backend's counters. */
    static void settle(Exchange x) {
        x.endMicros = x.loop.nowMicros();
        x.frontend.bytesIn.add(x.bytesIn);
        x.frontend.bytesOut.add(x.bytesOut);
        if (x.backend != null) {
            x.backend.current.decrementAndGet();
            x.backend.bytesIn.add(x.bytesIn);
            x.backend.bytesOut.add(x.bytesOut);
        }
    }
}
