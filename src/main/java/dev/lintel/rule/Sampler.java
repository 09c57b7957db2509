package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;

/** A bound fetch, or a whole expression: puts a value into the register, or returns false where there is none. */
@FunctionalInterface
public interface Sampler {
    boolean sample(Exchange x, Sample out);
}
