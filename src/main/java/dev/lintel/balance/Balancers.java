package dev.lintel.balance;

import dev.lintel.base.Table;
import dev.lintel.base.Word;
import dev.lintel.http.Bytes;
import dev.lintel.model.BackendSpec.BalanceSpec;
import dev.lintel.model.BackendSpec.HashType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The algorithms of {@code balance} (manual section 4.2), one row each. */
public final class Balancers {
    private Balancers() {}

    /**
     * A row.
     *
     * @param keyed goes by the hash of something in the request, which the proxy computes
     * @param fair while somebody waits for any server, a newcomer waits too
     * @param dynamic weights may change at run time and follow a slow start
     */
    public record Algorithm(String name, boolean keyed, boolean fair, boolean dynamic, Builder builder) {}

    /** Makes the balancer of one set of candidates; {@code previous} is that of the set before, for what must not start anew. */
    @FunctionalInterface
    interface Builder {
        Balancer build(Plan plan, ServerSet set, @Nullable Balancer previous);
    }

    /** An algorithm with its arguments, as one backend has it. */
    public record Plan(Algorithm algorithm, HashType hash, int draws) {
        /** Whether weights may change at run time. */
        boolean dynamic() {
            return algorithm.dynamic || algorithm.keyed && hash.consistent();
        }

        Balancer build(ServerSet set, @Nullable Balancer previous) {
            if (set.isEmpty()) {
                return (key, avoid) -> null;
            }
            if (set.lastResort()) {
                Server only = set.server(0);
                return (key, avoid) -> only;
            }
            return algorithm.builder.build(this, set, previous);
        }
    }

    private static final Builder HASHED = (plan, set, previous) -> plan.hash.consistent()
            ? new ConsistentHash(set, plan.hash.balanceFactor(), previous)
            : new MapHash(set, previous);

    public static final Table<Algorithm> TABLE = Table.of(
            Algorithm::name,
            row("roundrobin", true, true, (plan, set, previous) -> Rotation.smooth(set, previous)),
            row("static-rr", true, false, (plan, set, previous) -> Rotation.fixed(set, previous)),
            row("leastconn", false, true, (plan, set, previous) -> new LeastConnections(set)),
            row("first", true, false, (plan, set, previous) -> new FirstFit(set)),
            row("random", false, true, (plan, set, previous) -> new RandomDraw(set, plan.draws)),
            keyed("source"),
            keyed("uri"),
            keyed("url_param"),
            keyed("hdr"),
            keyed("hash"));

    static final Plan ROUND_ROBIN = new Plan(TABLE.find("roundrobin"), HashType.DEFAULT, 0);

    private static Algorithm row(String name, boolean fair, boolean dynamic, Builder builder) {
        return new Algorithm(name, false, fair, dynamic, builder);
    }

    private static Algorithm keyed(String name) {
        return new Algorithm(name, true, false, false, HASHED);
    }

    /** The plan of a {@code balance} line; its words were checked when the configuration was read. Null: roundrobin. */
    public static Plan plan(@Nullable BalanceSpec spec) {
        Algorithm algorithm = spec == null ? null : TABLE.find(spec.algorithm());
        if (algorithm == null) {
            return ROUND_ROBIN;
        }
        List<Word> arguments = spec.arguments();
        boolean drawn = algorithm.name().equals("random") && !arguments.isEmpty();
        return new Plan(
                algorithm,
                spec.hashType(),
                drawn ? Integer.parseInt(arguments.getFirst().text()) : 2);
    }

    /** Of {@code random(draws)}; a number that is none is reported by whoever compiles the line. */
    private static int draws(BalanceSpec spec) {
        List<Word> arguments = spec.arguments();
        if (!spec.algorithm().equals("random") || arguments.isEmpty()) {
            return 2;
        }
        long draws = Bytes.parseDigits(
                Bytes.of(arguments.getFirst().text()),
                0,
                arguments.getFirst().text().length());
        return (int) Math.clamp(draws, 1, 1000);
    }
}
