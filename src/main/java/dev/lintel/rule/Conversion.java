package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;

/**
 * A bound converter: changes the value in the register, or returns false where it has no result. The type that it finds is the one that
 * its row declares: casts were put before it when the expression was compiled.
 */
@FunctionalInterface
public interface Conversion {
    boolean convert(Exchange x, Sample s);
}
