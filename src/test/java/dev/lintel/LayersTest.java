package dev.lintel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layers of docs/ARCHITECTURE.md and the rules of docs/CONTRIBUTING.md, held against the sources; each violation names file:line. */
class LayersTest {
    /** From the top down. A package may use packages of lower lines only, never one of its own line or above. */
    private static final List<Set<String>> LINES = List.of(
            Set.of("app"),
            Set.of("admin", "acme", "kube"),
            Set.of("config", "compile"),
            Set.of("proxy", "net"),
            Set.of("rule"),
            Set.of("exchange"),
            Set.of("balance", "tls"),
            Set.of("stream"),
            Set.of("http"),
            Set.of("model"),
            Set.of("base"));

    /** Lines 4 to 9: the data plane. */
    private static final Set<String> HOT =
            Set.of("proxy", "net", "rule", "exchange", "balance", "tls", "stream", "http");

    private static final Pattern OURS = Pattern.compile("\\bdev\\.lintel\\.([a-z]\\w*)\\b");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z]\\w*)");
    private static final String STREAM_STEP =
            "(?:map|flatMap|filter|toList|collect|forEach|sorted|distinct|limit|skip|reduce|min|max|count|sum|toArray|any|all|none|find|boxed|peek)";

    /** A pattern that must not occur in the code of some packages. */
    record Wall(String name, Predicate<String> layers, Pattern pattern, String message) {
        static Wall of(String name, Predicate<String> layers, String regex, String message) {
            return new Wall(name, layers, Pattern.compile(regex, Pattern.MULTILINE), message);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Wall> WALLS = List.of(
            Wall.of(
                    "Netty's channels, handlers and TLS stay in net and tls",
                    layer -> !Set.of("net", "tls").contains(layer),
                    "\\bio\\.netty\\.(?!buffer\\b|util\\.AsciiString\\b)[\\w.]+",
                    "outside net and tls only io.netty.buffer and io.netty.util.AsciiString are used"),
            Wall.of(
                    "the configuration knows nothing of the runtime",
                    "config"::equals,
                    "\\bdev\\.lintel\\.(?!config\\b|model\\b|base\\b)[a-z]\\w*",
                    "config uses model and base only"),
            Wall.of(
                    "no streams in the data plane",
                    HOT::contains,
                    "\\bjava\\.util\\.stream\\b|\\.(?:parallelS|s)tream\\(\\)\\s*\\." + STREAM_STEP
                            + "\\w*\\(|\\bArrays\\.stream\\(",
                    "java.util.stream stays out of the data plane: write the loop"),
            Wall.of(
                    "no Optional in the data plane",
                    HOT::contains,
                    "\\bjava\\.util\\.Optional\\w*",
                    "Optional stays out of the data plane: return null and say so, with @Nullable"),
            Wall.of(
                    "no String.format in the data plane",
                    HOT::contains,
                    "\\bString\\.format\\(|\\.formatted\\(",
                    "String.format stays out of the data plane: concatenate"),
            Wall.of(
                    "no CompletableFuture in the data plane",
                    HOT::contains,
                    "\\bCompletableFuture\\b|\\bCompletionStage\\b",
                    "futures stay out of the data plane: it runs on event loops, by callbacks of the stream contract"));

    private static final List<SourceFile> MAIN = SourceFile.below("src/main/java");
    private static final List<SourceFile> TEST = SourceFile.below("src/test/java");

    static List<Wall> walls() {
        return WALLS;
    }

    @Test
    void packagesUseLowerLinesOnly() {
        assertHolds(MAIN, LayersTest::upwardUses);
    }

    @ParameterizedTest
    @MethodSource("walls")
    void wallHolds(Wall wall) {
        assertHolds(MAIN, file -> crossings(file, wall));
    }

    @Test
    void packagesAreKnownAndOneDeep() {
        assertHolds(MAIN, LayersTest::strayPackages);
    }

    @Test
    void everyPackageIntroducesItself() {
        Set<String> silent = new TreeSet<>();
        MAIN.forEach(file -> silent.add(file.packageName()));
        MAIN.stream().filter(SourceFile::isPackageInfo).forEach(file -> silent.remove(file.packageName()));
        assertThat(silent).as("packages without package-info.java").isEmpty();
        assertHolds(MAIN, LayersTest::shortIntroductions);
    }

    @Test
    void everyTopLevelTypeSaysWhatItIs() {
        assertHolds(MAIN, LayersTest::silentTypes);
        assertHolds(TEST, LayersTest::silentTypes);
    }

    @Test
    void filesStayShort() {
        assertHolds(MAIN, LayersTest::longFile);
        assertHolds(TEST, LayersTest::longFile);
    }

    @Test
    void namesSayWhatThingsAre() {
        assertHolds(MAIN, LayersTest::emptyNames);
        assertHolds(TEST, LayersTest::emptyNames);
    }

    @Test
    void accessorsHaveNoGetPrefix() {
        assertHolds(MAIN, LayersTest::getters);
    }

    @Test
    void nothingIsLeftOpen() {
        assertHolds(MAIN, LayersTest::openEnds);
    }

    private static void assertHolds(List<SourceFile> files, Function<SourceFile, List<String>> rule) {
        List<String> violations = new ArrayList<>();
        files.forEach(file -> violations.addAll(rule.apply(file)));
        assertThat(violations).as(String.join("\n", violations)).isEmpty();
    }

    static List<String> upwardUses(SourceFile file) {
        List<String> found = new ArrayList<>();
        int line = line(file.layer());
        for (MatchResult use : file.find(OURS)) {
            String used = use.group(1);
            if (!used.equals(file.layer()) && line(used) <= line) {
                found.add(file.at(
                        use.start(), "'" + file.layer() + "' may not use '" + used + "': it is not on a lower line"));
            }
        }
        return found;
    }

    static List<String> crossings(SourceFile file, Wall wall) {
        List<String> found = new ArrayList<>();
        if (wall.layers().test(file.layer())) {
            file.find(wall.pattern())
                    .forEach(use -> found.add(file.at(use.start(), "'" + use.group() + "': " + wall.message())));
        }
        return found;
    }

    static List<String> strayPackages(SourceFile file) {
        boolean known = file.packageName().equals("dev.lintel." + file.layer()) && line(file.layer()) >= 0;
        return known
                ? List.of()
                : List.of(file.at(0, "package " + file.packageName() + " has no line in LayersTest.LINES"));
    }

    static List<String> shortIntroductions(SourceFile file) {
        long words = file.text().lines().filter(l -> l.matches(" \\*+ .*")).count();
        boolean fits = !file.isPackageInfo() || (words >= 3 && words <= 10);
        return fits
                ? List.of()
                : List.of(file.at(0, "package-info takes three to ten lines to say what lives here, not " + words));
    }

    static List<String> silentTypes(SourceFile file) {
        List<MatchResult> types = file.find(TYPE);
        if (types.isEmpty() || file.isPackageInfo()) {
            return List.of();
        }
        int start = types.getFirst().start();
        boolean documented =
                file.text().substring(0, start).matches("(?s).*\\*/\\s*(?:(?:@\\w+(?:\\([^)]*\\))?|[a-z-]+)\\s+)*");
        return documented
                ? List.of()
                : List.of(file.at(start, types.getFirst().group(1) + " has no Javadoc that says what it is"));
    }

    static List<String> longFile(SourceFile file) {
        return file.lines() <= 400
                ? List.of()
                : List.of(file.at(0, file.lines() + " lines; 400 is the most: split it by family"));
    }

    static List<String> emptyNames(SourceFile file) {
        List<String> found = new ArrayList<>();
        for (MatchResult type : file.find(TYPE)) {
            if (type.group(1).matches("Abstract.*|.*(?:Impl|Managers?|Utils?|Helpers?|Context)")) {
                found.add(file.at(type.start(), "the name " + type.group(1) + " does not say what it is"));
            }
        }
        return found;
    }

    static List<String> getters(SourceFile file) {
        Pattern method = Pattern.compile(
                "^(?! *(?:return |@Override ))[\\w<>\\[\\],.?@ ]+ (get[A-Z]\\w*)\\(\\)[^;{]*\\{", Pattern.MULTILINE);
        Pattern component = Pattern.compile("\\brecord \\w+(?:<[^(]*>)?\\([^)]*\\b(get[A-Z]\\w*)");
        List<MatchResult> all = new ArrayList<>(file.find(method));
        all.addAll(file.find(component));
        List<String> found = new ArrayList<>();
        for (MatchResult getter : all) {
            if (!file.code().substring(0, getter.start()).matches("(?s).*@Override\\s*")) {
                found.add(file.at(getter.start(1), getter.group(1) + ": accessors have no get prefix"));
            }
        }
        return found;
    }

    static List<String> openEnds(SourceFile file) {
        List<String> found = new ArrayList<>();
        Pattern.compile("\\bTO(?:DO)\\b|\\bFIX(?:ME)\\b|(?<!501 )(?i:\\bnot (?:yet )?implement(?:ed)\\b)")
                .matcher(file.text())
                .results()
                .forEach(end -> found.add(
                        file.at(end.start(), "'" + end.group() + "': finish it, or refuse it with a message")));
        return found;
    }

    /** The line of a package, counted from the top, or -1. */
    private static int line(String layer) {
        for (int i = 0; i < LINES.size(); i++) {
            if (LINES.get(i).contains(layer)) {
                return i;
            }
        }
        return -1;
    }
}
