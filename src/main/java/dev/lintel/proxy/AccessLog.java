package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;

/** Writes a line for each exchange. */
public final class AccessLog {
    boolean wanted(Exchange x) {
        return false;
    }

    void write(Exchange x) {}
}
