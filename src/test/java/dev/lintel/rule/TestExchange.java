package dev.lintel.rule;

import dev.lintel.exchange.Exchange;

/** Opens {@link Traffic} to the tests of other packages. */
public final class TestExchange {
    private TestExchange() {}

    public static Exchange request(String text) {
        return Traffic.request(text);
    }

    public static Exchange response(Exchange x, String text) {
        return Traffic.response(x, text);
    }
}
