package dev.lintel.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One scenario file as it was read; {@code docs/SCENARIOS.md} describes the format.
 *
 * @param differs why the HAProxy leg is skipped, or null
 * @param needsHaproxy the oldest HAProxy that can run it, or null
 * @param beforeHaproxy the first HAProxy that does something else, or null
 * @param differsForH2Clients why HAProxy is skipped where the clients speak HTTP/2, or null
 * @param differsForH2Servers likewise for servers
 * @param clientsH1 why its clients speak HTTP/1.1 only, or null where its steps decide
 * @param serversH1 likewise for its servers
 * @param bare whether the configuration stands alone, without the runner's preamble
 * @param configs the configurations by number, the first is 1
 * @param files further files by name
 * @param certs the lines of {@link CertFiles}
 * @param steps the lines to run, loops unrolled
 */
record Scenario(
        Path file,
        String title,
        String differs,
        String needsHaproxy,
        String beforeHaproxy,
        String differsForH2Clients,
        String differsForH2Servers,
        String clientsH1,
        String serversH1,
        boolean bare,
        SortedMap<Integer, String> configs,
        Map<String, String> files,
        List<Line> certs,
        List<Line> steps) {

    static Scenario read(Path file) throws IOException {
        return new Reader(file).read(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    /** The file, from its first line to its last. */
    private static final class Reader {
        private static final Pattern SECTION = Pattern.compile("-- (config|file|certs|run)(?: (\\S+))? --");
        private static final Pattern DIFFERS = Pattern.compile("# differs from HAProxy: (.+)");
        private static final Pattern NEEDS = Pattern.compile("# needs haproxy (\\d+\\.\\d+)");
        private static final Pattern BEFORE = Pattern.compile("# before haproxy (\\d+\\.\\d+): .+");
        private static final Pattern DIFFERS_IN_H2 =
                Pattern.compile("# differs from HAProxy with h2 (clients|servers): (.+)");
        private static final Pattern ONLY_H1 = Pattern.compile("# (clients|servers|both) h1: (.+)");
        private static final Pattern REPEAT = Pattern.compile("repeat (\\d+) \\{");

        private final Path file;
        private final List<String> title = new ArrayList<>();
        private final SortedMap<Integer, String> configs = new TreeMap<>();
        private final Map<String, String> files = new LinkedHashMap<>();
        private final List<Line> certs = new ArrayList<>();
        private final List<Line> run = new ArrayList<>();
        private String differs;
        private String needsHaproxy;
        private String beforeHaproxy;
        private String differsForH2Clients;
        private String differsForH2Servers;
        private String clientsH1;
        private String serversH1;
        private boolean bare;

        Reader(Path file) {
            this.file = file;
        }

        Scenario read(String text) {
            String[] lines = text.split("\n", -1);
            int at = 0;
            while (at < lines.length && !lines[at].startsWith("-- ")) {
                comment(new Line(file, at + 1, lines[at]));
                at++;
            }
            while (at < lines.length) {
                int end = at + 1;
                while (end < lines.length && !SECTION.matcher(lines[end]).matches()) end++;
                section(lines, at, end);
                at = end;
            }
            Line top = new Line(file, 1, "");
            if (title.isEmpty()) throw top.error("expects a first comment '# ...' that says what this shows");
            if (!configs.containsKey(1)) throw top.error("expects a section '-- config --'");
            List<Line> steps = unrolled(run);
            if (steps.isEmpty()) throw top.error("expects a section '-- run --' with steps");
            for (Line step : steps) StepParser.parse(step);
            return new Scenario(
                    file,
                    String.join(" ", title),
                    differs,
                    needsHaproxy,
                    beforeHaproxy,
                    differsForH2Clients,
                    differsForH2Servers,
                    clientsH1,
                    serversH1,
                    bare,
                    configs,
                    files,
                    certs,
                    List.copyOf(steps));
        }

        private void comment(Line line) {
            if (line.text().isBlank()) return;
            if (!line.text().startsWith("#")) throw line.error("expects '# comment' or '-- section --'");
            Matcher differ = DIFFERS.matcher(line.text());
            Matcher before = BEFORE.matcher(line.text());
            Matcher differInH2 = DIFFERS_IN_H2.matcher(line.text());
            Matcher onlyH1 = ONLY_H1.matcher(line.text());
            Matcher need = NEEDS.matcher(line.text());
            if (differ.matches()) differs = differ.group(1);
            else if (need.matches()) needsHaproxy = need.group(1);
            else if (before.matches()) beforeHaproxy = before.group(1);
            else if (differInH2.matches()) {
                if (differInH2.group(1).equals("clients")) differsForH2Clients = differInH2.group(2);
                else differsForH2Servers = differInH2.group(2);
            } else if (onlyH1.matches()) {
                if (!onlyH1.group(1).equals("servers")) clientsH1 = onlyH1.group(2);
                if (!onlyH1.group(1).equals("clients")) serversH1 = onlyH1.group(2);
            } else if (line.text().equals("# bare")) bare = true;
            else title.add(line.text().substring(1).strip());
        }

        private void section(String[] lines, int start, int end) {
            Line head = new Line(file, start + 1, lines[start]);
            Matcher m = SECTION.matcher(lines[start]);
            if (!m.matches())
                throw head.error("expects '-- config [N] --', '-- file NAME --', '-- certs --' or '-- run --'");
            String content = String.join("\n", List.of(lines).subList(start + 1, end));
            switch (m.group(1)) {
                case "config" -> {
                    int number = m.group(2) == null ? 1 : Integer.parseInt(m.group(2));
                    // Blank lines before the next section are for the eye.
                    if (configs.put(number, content.stripTrailing() + "\n") != null)
                        throw head.error("configuration " + number + " is there twice");
                }
                case "file" -> {
                    if (m.group(2) == null) throw head.error("expects '-- file NAME --'");
                    files.put(m.group(2), content.endsWith("\n") ? content : content + "\n");
                }
                case "certs" -> lines(lines, start + 1, end, certs);
                default -> lines(lines, start + 1, end, run);
            }
        }

        private void lines(String[] lines, int start, int end, List<Line> to) {
            for (int i = start; i < end; i++) {
                String text = lines[i].strip();
                if (!text.isEmpty() && !text.startsWith("#")) to.add(new Line(file, i + 1, text));
            }
        }

        /** Loops are unrolled here, with {@code ${i}} counting from 1, so that everything after sees a plain list. */
        private List<Line> unrolled(List<Line> lines) {
            List<Line> flat = new ArrayList<>();
            int at = 0;
            while (at < lines.size()) {
                Line line = lines.get(at);
                Matcher repeat = REPEAT.matcher(line.text());
                if (!repeat.matches()) {
                    if (line.text().equals("}")) throw line.error("'}' closes no 'repeat N {'");
                    flat.add(line);
                    at++;
                    continue;
                }
                int end = closing(lines, at);
                List<Line> inner = unrolled(lines.subList(at + 1, end));
                for (int i = 1; i <= Integer.parseInt(repeat.group(1)); i++) {
                    for (Line l : inner)
                        flat.add(new Line(l.file(), l.number(), l.text().replace("${i}", Integer.toString(i))));
                }
                at = end + 1;
            }
            return flat;
        }

        private static int closing(List<Line> lines, int open) {
            int depth = 0;
            for (int i = open; i < lines.size(); i++) {
                if (REPEAT.matcher(lines.get(i).text()).matches()) depth++;
                if (lines.get(i).text().equals("}") && --depth == 0) return i;
            }
            throw lines.get(open).error("'repeat N {' is not closed by '}'");
        }
    }
}
