package dev.lintel.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The runner finds what is wrong: scenarios that expect too much fail and say where, unreadable ones are refused by line. */
class ScenarioMistakesTest {
    private static final String CONFIG = """
            # Planted mistakes.
            -- config --
            frontend web
                bind :0
                http-request return status 204 if { path /204 }
                default_backend app
            backend app
                server s1 ${s1}
            -- run --
            """;
    private static final int FIRST_STEP = 10;

    @TempDir
    private Path directory;

    /** Steps, separated by {@code |}; the number of the one that fails; words of the report. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "client > GET / | s1 < GET /other ! 2 ! GET /other, seen \"GET / HTTP/1.1\"",
                "client > GET / x-a=1 x-a=2 | s1 < GET / x-a=1 ! 2 ! x-a=\"1\", seen [1, 2]",
                "client > GET / | s1 < GET / x-a~. ! 2 ! seen no such field",
                "client > POST / body=random:1k | s1 < POST / body=random:2k ! 2 ! body 2048 bytes with SHA-256",
                "client > GET / | s1 < GET / same-connection ! 2 ! the connection of the request before",
                "client > GET /204 | client < 200 ! 2 ! 200, seen \"HTTP/1.1 204 No Content\"",
                "client > GET /204 | client << \"HTTP/1.1 200\" ! 2 ! \"HTTP/1.1 200\"",
                "client > GET /204 | client < 204 | client < close within 100ms ! 3 ! open, nothing more",
                "client > GET /204 | client < 204 | client < 204 within 100ms ! 3 ! nothing more",
                "client > GET /204 | client < 204 | log ~ web 200 within 100ms ! 3 ! web web/<NOSRV> 0/-1/-1/-1",
                "client > GET /204 | log ~ 204 ! 2 ! client received what no step expects: \"HTTP/1.1 204",
                "client > GET / | wait until s1.open = 1 | s1 << \"GET\" ! 3 ! s1 received what no step expects: \" / HTTP/1.1",
                "s1 auto 200 | spread 2 client > GET / ; s1=1 ! 2 ! {s1=2}",
                "s1 auto 200 | client > GET / | client < 200 | expect s1.requests = 2 ! 4 ! seen:     1",
                "client > GET / host=${nobody} ! 1 ! nothing is named ${nobody}",
                "check fails ! 1 ! an error",
            })
    void wrongExpectationFails(String steps, int step, String report) throws IOException {
        assumeTrue(HaproxyProgram.executable() != null, "no haproxy is installed");
        Scenario scenario = Scenario.read(written(steps));
        assertThatThrownBy(() -> ScenarioRun.run(scenario, Pair.H1, Leg.HAPROXY))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("planted.scn:" + (FIRST_STEP + step - 1) + " [h1→h1] on haproxy")
                .hasMessageContaining(report);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "clint > GET / ! expects an actor (client, c2, s1, ...)",
                "client = GET / ! expects '>', '<'",
                "client < GET / ! a client receives answers",
                "s1 > GET / ! a server sends answers",
                "client > GET ! expects a status, or a method and a target",
                "client < 200 x ! expects name=value",
                "client >> \"abc ! a quote is opened and not closed",
                "client stop ! 'stop' is for servers",
                "clock 5s ! 'clock' expects +DURATION",
                "log web ! expects 'log [raw] ~|=|~~|!~ pattern'",
                "repeat 2 { ! is not closed",
                "spread 2 client > GET / ; x=1 ! expects s1=4",
                "expect s1.smiles = 1 ! expects s1.requests",
                "client > POST / body=random:1X ! expects a size",
            })
    void unreadableStepIsRefused(String step, String message) throws IOException {
        Path file = written(step);
        assertThatThrownBy(() -> Scenario.read(file))
                .isInstanceOf(Line.ScenarioError.class)
                .hasMessageContaining("planted.scn:" + FIRST_STEP + ": ")
                .hasMessageContaining(message);
    }

    private Path written(String steps) throws IOException {
        return Files.writeString(directory.resolve("planted.scn"), CONFIG + steps.replace(" | ", "\n") + "\n");
    }
}
