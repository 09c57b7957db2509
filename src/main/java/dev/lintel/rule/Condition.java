package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;

/**
 * A compiled condition (manual section 7.2): a small tree that is walked without allocating. Immutable, shared by all loops. A test that
 * has to wait for work off the loop says so in {@link Exchange#offLoop}; the answer then counts for nothing.
 */
public sealed interface Condition {
    Condition ALWAYS = new And(new Condition[0]);
    Condition NEVER = new Or(new Condition[0]);

    /** What {@link #weigh} says, from the least to the greatest: And takes the least of its terms, Or the greatest. */
    int FAILS = 0;

    int UNKNOWN = 1;
    int HOLDS = 2;

    boolean holds(Exchange x);

    /** The same while more bytes may come ({@code inspect-delay}): what they may still change is not known yet. */
    int weigh(Exchange x);

    /** True where all are; of none, true. */
    record And(Condition[] terms) implements Condition {
        @Override
        public boolean holds(Exchange x) {
            for (Condition term : terms) {
                if (!term.holds(x)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int weigh(Exchange x) {
            int least = HOLDS;
            for (Condition term : terms) {
                least = Math.min(least, term.weigh(x));
                if (least == FAILS) {
                    break;
                }
            }
            return least;
        }
    }

    /** True where one is; of none, false. */
    record Or(Condition[] terms) implements Condition {
        @Override
        public boolean holds(Exchange x) {
            for (Condition term : terms) {
                if (term.holds(x)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public int weigh(Exchange x) {
            int greatest = FAILS;
            for (Condition term : terms) {
                greatest = Math.max(greatest, term.weigh(x));
                if (greatest == HOLDS) {
                    break;
                }
            }
            return greatest;
        }
    }

    record Not(Condition term) implements Condition {
        @Override
        public boolean holds(Exchange x) {
            return !term.holds(x);
        }

        @Override
        public int weigh(Exchange x) {
            return HOLDS - term.weigh(x);
        }
    }

    /**
     * One ACL line: whether any value of the expression matches any of the pattern groups (a group for each setting of {@code -i}).
     *
     * @param castTo what the match method takes
     */
    record Test(Expression expression, SampleType castTo, Patterns[] groups) implements Condition {
        @Override
        public boolean holds(Exchange x) {
            Sample s = x.sample;
            s.reset();
            s.iterate = true;
            do {
                s.more = false;
                if (!expression.next(x, s)) {
                    return false;
                }
                if (Casts.cast(s, castTo) && matches(s)) {
                    return true;
                }
            } while (s.more);
            return false;
        }

        @Override
        public int weigh(Exchange x) {
            return holds(x) ? HOLDS : x.sample.mayChange ? UNKNOWN : FAILS;
        }

        private boolean matches(Sample s) {
            for (Patterns group : groups) {
                if (group.find(s) >= 0) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Several conditions, true where one is; the simplest form of it. */
    static Condition anyOf(java.util.List<Condition> terms) {
        return terms.size() == 1 ? terms.getFirst() : new Or(terms.toArray(Condition[]::new));
    }

    /** Several conditions, true where all are; the simplest form of it. */
    static Condition allOf(java.util.List<Condition> terms) {
        return terms.size() == 1 ? terms.getFirst() : new And(terms.toArray(Condition[]::new));
    }
}
