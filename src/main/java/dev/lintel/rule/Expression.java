package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;

/**
 * A compiled sample expression, {@code fetch(args),converter,...} (manual section 7.3): the fetch, then each converter behind the cast
 * that it needs. Immutable, shared by all loops.
 */
public final class Expression implements Sampler {
    private final String text;
    private final Sampler fetch;
    private final Conversion[] conversions;
    private final SampleType[] takes;
    private final SampleType out;
    private final SampleType castTo;

    /**
     * @param text as the configuration spells it; two expressions of the same text give the same values
     * @param takes what each conversion takes; ANY casts nothing
     * @param out the type of the result as far as it is known before it runs
     */
    public Expression(String text, Sampler fetch, Conversion[] conversions, SampleType[] takes, SampleType out) {
        this(text, fetch, conversions, takes, out, SampleType.ANY);
    }

    private Expression(
            String text,
            Sampler fetch,
            Conversion[] conversions,
            SampleType[] takes,
            SampleType out,
            SampleType castTo) {
        this.text = text;
        this.fetch = fetch;
        this.conversions = conversions;
        this.takes = takes;
        this.out = out;
        this.castTo = castTo;
    }

    /** The same with its result cast to a type. */
    public Expression as(SampleType type) {
        return type == SampleType.ANY ? this : new Expression(text, fetch, conversions, takes, type, type);
    }

    public String text() {
        return text;
    }

    public SampleType out() {
        return out;
    }

    /** The single value of the expression, as every use but a condition wants it. */
    @Override
    public boolean sample(Exchange x, Sample s) {
        s.reset();
        return next(x, s) && Casts.cast(s, castTo);
    }

    /** The first value, or the one behind the last where {@link Sample#more} says that there is one. */
    boolean next(Exchange x, Sample s) {
        if (!fetch.sample(x, s)) {
            return false;
        }
        for (int i = 0; i < conversions.length; i++) {
            if (s.type != takes[i] && !Casts.cast(s, takes[i]) || !conversions[i].convert(x, s)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
