import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The table of a run: printed, and written as Markdown beside its chart. */
final class Report {
    private final Results results;
    private final Options options;

    Report(Results results, Options options) {
        this.results = results;
        this.options = options;
    }

    void write() throws IOException {
        // A quick or partial run must not replace the figures that the README shows.
        Path folder = Path.of(options.save() ? "bench" : "target/bench");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("RESULTS.md"), markdown());
        Files.writeString(folder.resolve("results.svg"), new Chart(results).svg());
        System.out.println();
        System.out.print(aligned(summary()));
        results.missing().forEach(System.out::println);
        System.out.println("Written: " + folder.resolve("RESULTS.md") + " and " + folder.resolve("results.svg"));
    }

    private String markdown() throws IOException {
        StringBuilder out = new StringBuilder("# Results of bench/run\n\n");
        out.append("![Processor time per unit of work](results.svg)\n\n");
        out.append(aligned(summary())).append('\n');
        results.missing().forEach(s -> out.append(s).append("\n\n"));
        out.append("Cost is processor time of the proxy's process from the kernel's accounting; medians of ");
        out.append(options.rounds()).append(" rounds of ").append(options.seconds());
        out.append(" s, peers interleaved. HAProxy in a target is the better one of those in the table. ");
        out.append("How to read it: [README.md](README.md).\n\n## The machine\n\n");
        Machine.described().forEach(line -> out.append("- ").append(line).append('\n'));
        out.append("- Peers: ");
        out.append(String.join(", ", results.peers.stream().map(Peer::name).toList()))
                .append('\n');
        out.append("- Load average of the last minute when the run ended: ").append(Machine.loadAverage());
        out.append("\n\n## All figures\n\n").append(aligned(details()));
        return out.toString();
    }

    /** Work by peer, with target and verdict; a target for the rate gets a line of its own. */
    private List<List<String>> summary() {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("row", "work", "unit"));
        results.peers.forEach(p -> head.add(p.name()));
        head.addAll(List.of("target", "Lintel is at", "verdict"));
        lines.add(head);
        for (Row row : results.rows()) {
            if (row.targets.isEmpty()) {
                lines.add(line(row, null));
            }
            for (Target target : row.targets) {
                lines.add(line(row, target));
            }
        }
        return lines;
    }

    private List<String> line(Row row, Target target) {
        boolean rate = target instanceof Target.Rate;
        List<String> cells = new ArrayList<>(List.of(row.id, row.title, rate ? "requests/s" : row.unit));
        for (Peer peer : results.peers) {
            OptionalDouble median = results.median(row, peer, rate ? Sample::rate : Sample::cost);
            cells.add(median.isPresent() ? number(median.getAsDouble()) : "–");
        }
        if (target == null) {
            cells.addAll(List.of("", "", ""));
            return cells;
        }
        OptionalDouble reached = results.reached(row, target);
        cells.add(target.words(row));
        cells.add(reached.isEmpty() ? "not measured" : reachedWords(target, reached.getAsDouble()));
        if (reached.isPresent()) {
            cells.add(verdict(row, target, reached.getAsDouble()));
        } else {
            // What Lintel could not do at all is no gap in the table.
            cells.add(results.of(row, results.lintel()).isEmpty() ? "FAIL (see below)" : "–");
        }
        return cells;
    }

    /** A figure counts only when the work was done: every answer good, every log line sent. */
    private String verdict(Row row, Target target, double reached) {
        List<Sample> samples = results.of(row, results.lintel());
        if (samples.stream().anyMatch(s -> s.errors() > 0)) {
            return "FAIL (errors)";
        }
        if (results.median(row, results.lintel(), Sample::lost).orElse(0) > 0.01) {
            return "FAIL (log lines lost)";
        }
        return results.pass(target, reached) ? "pass" : "FAIL";
    }

    private static String reachedWords(Target target, double reached) {
        return target instanceof Target.Figure ? number(reached) : Target.number(reached);
    }

    private List<List<String>> details() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of(
                "row",
                "peer",
                "cost (median)",
                "lowest",
                "highest",
                "per second",
                "core used",
                "by others",
                "memory MiB",
                "errors",
                "log lines lost"));
        for (Row row : results.rows()) {
            for (Peer peer : results.peers) {
                if (!results.of(row, peer).isEmpty()) {
                    lines.add(detail(row, peer));
                }
            }
        }
        return lines;
    }

    private List<String> detail(Row row, Peer peer) {
        List<Sample> samples = results.of(row, peer);
        boolean load = samples.getFirst().rate() > 0;
        long errors = samples.stream().mapToLong(Sample::errors).sum();
        return List.of(
                row.id,
                peer.name(),
                number(results.median(row, peer, Sample::cost).orElseThrow()) + " " + row.unit,
                number(samples.stream().mapToDouble(Sample::cost).min().orElseThrow()),
                number(samples.stream().mapToDouble(Sample::cost).max().orElseThrow()),
                load ? number(results.median(row, peer, Sample::rate).orElseThrow()) : "–",
                load ? percent(results.median(row, peer, Sample::core).orElseThrow()) : "–",
                load ? percent(results.median(row, peer, Sample::others).orElseThrow()) : "–",
                number(results.median(row, peer, Sample::memoryMib).orElseThrow()),
                Long.toString(errors),
                row.setup.log()
                        ? percent(results.median(row, peer, Sample::lost).orElseThrow())
                        : "–");
    }

    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : "%.1f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    /** A Markdown table whose columns also line up in a terminal. */
    private static String aligned(List<List<String>> lines) {
        int[] widths = new int[lines.getFirst().size()];
        for (List<String> cells : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(Math.max(widths[i], 3), cells.get(i).length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (int l = 0; l < lines.size(); l++) {
            out.append('|');
            for (int i = 0; i < widths.length; i++) {
                String cell = lines.get(l).get(i);
                out.append(' ')
                        .append(cell)
                        .append(" ".repeat(widths[i] - cell.length()))
                        .append(" |");
            }
            out.append('\n');
            if (l == 0) {
                for (int width : widths) {
                    out.append("| ").append("-".repeat(width)).append(' ');
                }
                out.append("|\n");
            }
        }
        return out.toString();
    }
}
