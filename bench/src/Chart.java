import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The chart of a run: for every row one bar per peer, relative to the better HAProxy, so that rows of different units
 * share one axis. Text takes its colour from the reader's light or dark setting; the bars' colours suit both.
 */
final class Chart {
    private static final int WIDTH = 880;
    private static final int LEFT = 150;
    private static final int BAR = 15;
    private static final int STEP = 18;
    private static final int GROUP_GAP = 38;
    private static final int TOP = 84;
    /** How long the better HAProxy's bar is; twice that ends the axis. */
    private static final int ONE = 280;

    /** About the width of a figure with its unit. */
    private static final int LABEL = 120;

    private static final double AXIS_END = 2.0;

    private static final String STYLE =
            """
            <style>
              text { font: 13px system-ui, sans-serif; fill: #24292f }
              .b { fill: #fff; stroke: #d0d7de }
              .t { font-size: 17px; font-weight: 600 }
              .h { font-weight: 600 }
              .q { fill: #57606a }
              .l { stroke: #8c959f }
              .g { stroke: #d97706; stroke-width: 2 }
              @media (prefers-color-scheme: dark) {
                text { fill: #e6edf3 }
                .b { fill: #0d1117; stroke: #30363d }
                .q { fill: #9198a1 }
              }
            </style>
            """;

    private final Results results;
    private final StringBuilder out = new StringBuilder();

    Chart(Results results) {
        this.results = results;
    }

    String svg() {
        List<Row> rows = results.rows().stream()
                .filter(Row::processorTime)
                .filter(row -> results.haproxyCost(row).isPresent())
                .toList();
        int height = TOP + rows.stream().mapToInt(this::groupHeight).sum() + 16;
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d' role='img' "
                        + "aria-label='Processor time per unit of work of each proxy'>",
                WIDTH, height, WIDTH, height);
        out.append(STYLE);
        // The background travels with the text, for viewers that know only one of the two settings.
        add("<rect class='b' x='0.5' y='0.5' width='%d' height='%d' rx='6'/>", WIDTH - 1, height - 1);
        text(12, 28, "t", "Processor time per request, connection or MiB (shorter is better)");
        text(12, 50, "q", "Bars are relative to the better HAProxy (the grey line); the figure is the median itself.");
        text(12, 68, "q", "The orange mark is Lintel's target. One core for the proxy, peers interleaved.");
        int y = TOP;
        for (Row row : rows) {
            group(row, y);
            y += groupHeight(row);
        }
        return out.append("</svg>\n").toString();
    }

    private int groupHeight(Row row) {
        return GROUP_GAP
                + STEP
                        * (int) results.peers.stream()
                                .filter(p -> measured(row, p))
                                .count();
    }

    private boolean measured(Row row, Peer peer) {
        return !results.of(row, peer).isEmpty();
    }

    private void group(Row row, int top) {
        double base = results.haproxyCost(row).orElseThrow();
        text(12, top + 20, "h", row.title);
        int first = top + 30;
        int y = first;
        for (Peer peer : results.peers) {
            OptionalDouble cost = results.median(row, peer, Sample::cost);
            if (cost.isPresent()) {
                bar(row, peer, cost.getAsDouble(), base, y);
                y += STEP;
            }
        }
        line("l", LEFT + ONE, first - 3, y);
        for (Target target : row.targets) {
            if (target instanceof Target.Cost wanted) {
                line("g", LEFT + (int) (ONE * wanted.atMost()), first - 3, first + STEP - 1);
            }
        }
    }

    private void bar(Row row, Peer peer, double cost, double base, int y) {
        double relative = cost / base;
        int length = (int) Math.round(ONE * Math.min(relative, AXIS_END));
        text(12, y + 12, "", peer.name());
        add("<rect x='%d' y='%d' width='%d' height='%d' rx='2' fill='%s'/>", LEFT, y, length, BAR, colour(peer));
        String unit = row.unit.replace("µs/MiB", "µs per MiB").replaceFirst("µs/.*", "µs");
        String cut = relative > AXIS_END ? " → " : " ";
        // A label that would lie across HAProxy's line goes behind it.
        int label = length < ONE && length + LABEL > ONE ? ONE : length;
        text(LEFT + label + 6, y + 12, "q", (cut + Report.number(cost) + " " + unit).strip());
    }

    private String colour(Peer peer) {
        return switch (peer.kind()) {
            case LINTEL -> "#1f883d";
            case HAPROXY -> peer == results.peers.get(1) ? "#4f83cc" : "#86aee0";
            case NGINX -> "#9a8bb5";
        };
    }

    private void line(String style, int x, int from, int to) {
        add("<line class='%s' x1='%d' x2='%d' y1='%d' y2='%d'/>", style, x, x, from, to);
    }

    private void text(int x, int y, String style, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
        out.append("<text x='%d' y='%d' class='%s'>".formatted(x, y, style))
                .append(escaped)
                .append("</text>\n");
    }

    private void add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
