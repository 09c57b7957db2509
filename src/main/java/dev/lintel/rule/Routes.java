package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.ByteWriter;
import java.util.List;

/**
 * Where a frontend sends an exchange: its {@code use_backend} lines in order, the first that holds wins. Backends are numbers, their
 * places in the configuration. Immutable, shared by all loops.
 */
public final class Routes {
    /** There is no backend for this exchange. */
    public static final int NONE = -1;

    private static final int NEXT = -2;

    /** Stop looking: the name that a line computed is no backend's. */
    private static final int STOP = -3;

    private final Route[] routes;
    private final int fallback;

    /** @param fallback the {@code default_backend}, or NONE */
    public Routes(List<Route> routes, int fallback) {
        this.routes = routes.toArray(Route[]::new);
        this.fallback = fallback;
    }

    /** How many look-ups there are; a run of lines that ask for the same name is one. */
    public int size() {
        return routes.length;
    }

    /** The backend's number or NONE. Where {@link Exchange#offLoop} is set behind it, it is to be asked again. */
    public int choose(Exchange x) {
        for (Route route : routes) {
            int chosen = route.choose(x);
            if (chosen >= 0) {
                return chosen;
            }
            if (chosen == STOP || x.offLoop != null) {
                break;
            }
        }
        return fallback;
    }

    /** One line or one run of lines; answers a backend, STOP or NEXT. */
    public sealed interface Route {
        int choose(Exchange x);
    }

    /** {@code use_backend name if ...}; a null condition always holds. */
    public record Fixed(Condition condition, int backend) implements Route {
        @Override
        public int choose(Exchange x) {
            return condition == null || condition.holds(x) ? backend : NEXT;
        }
    }

    /** {@code use_backend %[...] if ...}. */
    public record Computed(Condition condition, LogFormat name, SpanTable backends) implements Route {
        @Override
        public int choose(Exchange x) {
            if (condition != null && !condition.holds(x) || x.offLoop != null) {
                return NEXT;
            }
            ByteWriter text = new ByteWriter(64);
            name.append(x, text);
            int backend = backends.find(text.array(), 0, text.size());
            return backend == SpanTable.ABSENT ? STOP : backend;
        }
    }

    /**
     * A run of lines that each test one expression for exact texts: one look-up for each value instead of a walk. Where several values or
     * lines match, the line that stands first wins, as it would in a walk.
     *
     * @param exact what is compared as it is, {@code folded} what is compared without regard to case: text to number of the line
     * @param backends by number of the line
     */
    public record ByText(Expression expression, SpanTable exact, SpanTable folded, int[] backends) implements Route {
        @Override
        public int choose(Exchange x) {
            int line = Integer.MAX_VALUE;
            Sample s = x.sample;
            s.reset();
            s.iterate = true;
            do {
                s.more = false;
                if (!expression.next(x, s)) {
                    break;
                }
                if (Casts.cast(s, SampleType.STR)) {
                    line = earlier(line, exact.find(s.buf, s.off, s.len));
                    line = earlier(line, folded.find(s.buf, s.off, s.len));
                }
            } while (s.more);
            return line == Integer.MAX_VALUE ? NEXT : backends[line];
        }

        private static int earlier(int line, int other) {
            return other == SpanTable.ABSENT ? line : Math.min(line, other);
        }
    }
}
