package dev.lintel.rule;

import dev.lintel.exchange.Exchange;

/**
 * The timers of a log line in milliseconds (manual section 8.4). Each point of time is first counted from the beginning, as HAProxy does,
 * so that the parts add up to the whole; -1: that point was not reached.
 */
final class LogTimes {
    private LogTimes() {}

    private static long since(Exchange x, long micros) {
        return micros < 0 ? -1 : (micros - begin(x)) / 1000;
    }

    /** Accept, or the end of the answer before. */
    private static long begin(Exchange x) {
        return x.idleMicros >= 0 ? x.idleMicros : x.session.acceptedMicros;
    }

    /** The wall clock at that moment. */
    static long acceptDate(Exchange x) {
        return x.session.acceptedWall + (begin(x) - x.session.acceptedMicros) / 1000;
    }

    /** The wall clock at the first byte of the request. */
    static long requestDate(Exchange x) {
        return x.startMicros >= 0 ? x.startWall : acceptDate(x);
    }

    /** Th: only the first exchange of a connection has one. */
    static long handshake(Exchange x) {
        return begin(x) > x.session.acceptedMicros ? 0 : x.session.handshakeMicros / 1000;
    }

    /** Ti. */
    static long idle(Exchange x) {
        return x.startMicros < 0 ? -1 : since(x, x.startMicros) - handshake(x);
    }

    /** Tq = Th + Ti + TR. */
    static long request(Exchange x) {
        return since(x, x.requestMicros);
    }

    /** TR. */
    static long receive(Exchange x) {
        return x.requestMicros < 0 ? -1 : request(x) - idle(x) - handshake(x);
    }

    /** Tw. */
    static long queue(Exchange x) {
        return x.queueMicros < 0 ? -1 : since(x, x.queueMicros) - request(x);
    }

    /** Tc. */
    static long connect(Exchange x) {
        return x.connectMicros < 0 ? -1 : since(x, x.connectMicros) - since(x, x.queueMicros);
    }

    /** Tr. */
    static long response(Exchange x) {
        return x.responseMicros < 0 ? -1 : since(x, x.responseMicros) - since(x, x.connectMicros);
    }

    /** Td. */
    static long data(Exchange x, boolean tcp) {
        long from = tcp ? x.connectMicros : x.responseMicros;
        return from < 0 ? -1 : total(x) - since(x, from);
    }

    /** Tt; until now where it is not over. */
    static long total(Exchange x) {
        if (x.endMicros < 0 && x.loop == null) {
            // A format of the global section: nothing has begun.
            return 0;
        }
        return since(x, x.endMicros >= 0 ? x.endMicros : x.loop.micros());
    }

    /** Ta: from the first byte of the request. */
    static long active(Exchange x) {
        return total(x) - (x.startMicros < 0 ? 0 : idle(x) + handshake(x));
    }

    /** Tu: what the user has waited. */
    static long user(Exchange x) {
        return total(x) - Math.max(idle(x), 0);
    }
}
