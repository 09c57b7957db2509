import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** All samples, and the questions that the table asks of them. */
final class Results {
    final List<Peer> peers;
    private final Map<Peer, Map<Setup, String>> leftOut = new LinkedHashMap<>();
    private final Map<Row, Map<Peer, List<Sample>>> samples = new EnumMap<>(Row.class);

    Results(List<Peer> peers) {
        this.peers = peers;
    }

    void add(Row row, Peer peer, Sample sample) {
        samples.computeIfAbsent(row, r -> new LinkedHashMap<>())
                .computeIfAbsent(peer, p -> new ArrayList<>())
                .add(sample);
    }

    /** Notes why a peer takes no part in a group; returns whether that is news. */
    boolean leaveOut(Peer peer, Setup setup, String reason) {
        return leftOut.computeIfAbsent(peer, p -> new LinkedHashMap<>()).putIfAbsent(setup, reason) == null;
    }

    /** Sentences about who is missing where, one per peer and reason. */
    List<String> missing() {
        List<String> sentences = new ArrayList<>();
        leftOut.forEach((peer, reasons) -> {
            for (String reason : new LinkedHashSet<>(reasons.values())) {
                List<String> setups = reasons.keySet().stream()
                        .filter(s -> reasons.get(s).equals(reason))
                        .map(Setup::name)
                        .toList();
                sentences.add(peer.name() + " has no figures for " + String.join(", ", setups) + ": " + reason);
            }
        });
        return sentences;
    }

    List<Row> rows() {
        return List.copyOf(samples.keySet());
    }

    List<Sample> of(Row row, Peer peer) {
        return samples.getOrDefault(row, Map.of()).getOrDefault(peer, List.of());
    }

    OptionalDouble median(Row row, Peer peer, ToDoubleFunction<Sample> figure) {
        double[] sorted = of(row, peer).stream().mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /** The lowest cost among the HAProxy programs at hand. */
    OptionalDouble haproxyCost(Row row) {
        return haproxies()
                .mapToDouble(p -> median(row, p, Sample::cost).orElse(Double.NaN))
                .filter(Double::isFinite)
                .min();
    }

    private OptionalDouble haproxyRate(Row row) {
        return haproxies()
                .mapToDouble(p -> median(row, p, Sample::rate).orElse(Double.NaN))
                .filter(Double::isFinite)
                .max();
    }

    private Stream<Peer> haproxies() {
        return peers.stream().filter(p -> p.kind() == Peer.Kind.HAPROXY);
    }

    Peer lintel() {
        return peers.getFirst();
    }

    /** The figure that a target judges, empty where something was not measured. */
    OptionalDouble reached(Row row, Target target) {
        OptionalDouble cost = median(row, lintel(), Sample::cost);
        return switch (target) {
            case Target.Cost c -> ratio(cost, haproxyCost(row));
            case Target.Rate r -> ratio(median(row, lintel(), Sample::rate), haproxyRate(row));
            case Target.OwnCost o -> ratio(cost, median(o.base(), lintel(), Sample::cost));
            case Target.Figure f -> cost;
        };
    }

    boolean pass(Target target, double reached) {
        return switch (target) {
            case Target.Cost c -> reached <= c.atMost();
            case Target.Rate r -> reached >= r.atLeast();
            case Target.OwnCost o -> reached <= o.atMost();
            case Target.Figure f -> reached <= f.atMost();
        };
    }

    private static OptionalDouble ratio(OptionalDouble a, OptionalDouble b) {
        return a.isPresent() && b.isPresent() && b.getAsDouble() > 0
                ? OptionalDouble.of(a.getAsDouble() / b.getAsDouble())
                : OptionalDouble.empty();
    }
}
