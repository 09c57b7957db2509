package dev.lintel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lintel.base.Problems;
import dev.lintel.peers.TestCa;
import dev.lintel.testkit.HaproxyProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the golden files of {@code src/test/config}: a configuration, a line {@code ----}, then what comes of it. That is the
 * messages, if there are any, and, where none is an error, another {@code ----} and the exported text. Without messages the text
 * follows at once.
 */
class ConfigFilesTest {
    private static final Path FILES = Path.of("src/test/config");

    /** Files of certificates for {@code ${CERTS}}; messages show that name instead of the folder's. */
    @TempDir
    static Path certs;

    @BeforeAll
    static void certificates() throws IOException {
        TestCa ca = TestCa.root("Root");
        ca.writeTo(certs.resolve("ca.pem"));
        Files.createDirectory(certs.resolve("folder"));
        for (String name : List.of("one.pem", "two.pem", "bundle.pem.rsa", "bundle.pem.ecdsa", "folder/a.pem")) {
            ca.issue("one.example").writeTo(certs.resolve(name));
        }
        String key = Base64.getEncoder().encodeToString(new byte[48]) + "\n";
        Files.writeString(certs.resolve("tickets"), key.repeat(3));
        Files.writeString(certs.resolve("list"), "# comment\none.pem [alpn h2] *.a !b.a\ntwo.pem b.a\n");
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(FILES)) {
            return files.filter(f -> f.toString().endsWith(".cfgtest"))
                    .map(f -> FILES.relativize(f).toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void giveWhatTheySay(String name) throws IOException {
        String text = Files.readString(FILES.resolve(name));
        int cut = text.indexOf("\n----\n");
        String input = text.substring(0, cut + 1);
        assertThat(outcome(input)).isEqualTo(text.substring(cut + 6));
    }

    /** HAProxy takes what is exported without an error, and refuses what Lintel refuses. */
    @ParameterizedTest
    @MethodSource("files")
    void agreesWithHaproxy(String name, @TempDir Path folder) throws Exception {
        assumeTrue(HaproxyProgram.executable() != null, "no haproxy is installed");
        String text = Files.readString(FILES.resolve(name));
        assumeTrue(!text.startsWith("# Lintel only"), "HAProxy has nothing like it");
        assumeTrue(!text.startsWith("# needs haproxy 3.4") || HaproxyProgram.isAtLeast("3.4"), "needs haproxy 3.4");
        String input = text.substring(0, text.indexOf("\n----\n") + 1);
        Source source = Source.of("haproxy.cfg", input);
        Problems problems = new Problems();
        Reader.read(List.of(source), environment(), problems, false);
        boolean refused = problems.hasErrors();
        String config = refused ? source.text() : Printer.export(List.of(source), environment(), new Problems(), false);
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), config, StandardCharsets.ISO_8859_1);
        String said = run(HaproxyProgram.executable().toString(), "-c", "-dr", "-f", file.toString());
        assertThat(said.contains("[ALERT]")).as(said).isEqualTo(refused);
    }

    private static String run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CERTS", certs.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    /** Rewrites every expectation with what comes out now: {@code -Dcfgtest.write}. The diff is then for a human to judge. */
    @Test
    @EnabledIfSystemProperty(named = "cfgtest.write", matches = ".*")
    void rewrite() throws IOException {
        for (String name : files()) {
            String text = Files.readString(FILES.resolve(name));
            String input = text.substring(0, text.indexOf("\n----\n") + 1);
            Files.writeString(FILES.resolve(name), input + "----\n" + outcome(input));
        }
    }

    @Test
    void thereAreSome() throws IOException {
        assertThat(files()).isNotEmpty();
    }

    private static String outcome(String input) {
        Source source = Source.of("haproxy.cfg", input);
        Problems problems = new Problems();
        Reader.read(List.of(source), environment(), problems, false);
        StringBuilder printed = new StringBuilder();
        problems.print(printed, true);
        String out = printed.toString().replace(certs.toString(), "CERTS");
        if (problems.hasErrors()) {
            return out;
        }
        String formatted = Printer.format(source);
        assertThat(format(formatted)).as("formatting twice changes nothing").isEqualTo(formatted);
        String exported = Printer.export(List.of(source), environment(), new Problems(), false);
        assertThat(format(exported)).as("what is exported is canonical").isEqualTo(exported);
        String shown = new String(exported.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return out.isEmpty() ? shown : out + "----\n" + shown;
    }

    private static Environment environment() {
        Environment environment = Environment.empty();
        environment.set("HOME", "/home/ann");
        environment.set("CERTS", certs.toString());
        return environment;
    }

    private static String format(String text) {
        return Printer.format(new Source("haproxy.cfg", text));
    }
}
