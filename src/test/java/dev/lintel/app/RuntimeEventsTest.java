package dev.lintel.app;

import static dev.lintel.app.ApiClient.ask;
import static dev.lintel.app.ApiClient.connect;
import static dev.lintel.app.ApiClient.drain;
import static dev.lintel.app.ApiClient.exchange;
import static dev.lintel.app.ApiClient.text;
import static dev.lintel.app.ApiClient.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code show events} over real sockets. The answers are those that HAProxy 3.4 gave to the same bytes, but for the sinks that it has besides. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RuntimeEventsTest {
    private static final String LIST =
            "Supported events sinks are listed below. Add -0(zero), -w(wait), -n(new). Any key"
                    + " to stop.\n    dpapi      : type=buffer, 0 dropped, DPAPI ring buffer\n";

    @TempDir
    Path folder;

    private Proxy proxy;

    @BeforeEach
    void start() {
        Problems problems = new Problems();
        String text = "global\n stats socket " + folder + "/s level admin\n stats timeout 200ms\n nbthread 1\n";
        proxy = Proxy.start(
                Reader.read(List.of(new Source("haproxy.cfg", text)), Environment.ofProcess(), problems, false),
                problems);
        assertThat(proxy).as(problems::toString).isNotNull();
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "show events\\n                                   | LIST\\n",
                "set severity-output number; user; show events\\n | '\\n\\n[4]: LIST\\n'",
                "show events dpapi\\n                             | \\n",
                "show events dpapi -n -0;echo x\\n                | \\nx\\n\\n",
                "show events nope\\n                              | No such event sink\\n\\n",
                "show events dpapi -x\\n                          | unknown option\\n\\n",
                "show events dpapi -w -n x\\n                     | unknown option\\n\\n",
                "user; show events dpapi -n\\n                    | \\nPermission denied\\n\\n",
                "operator; show events dpapi -n\\n                | \\n\\n",
                "show events dpapi -wn\\necho x\\n                | \\n",
                "show events dpapi -wn;echo x\\n\\n               | \\nx\\n\\n",
                "prompt\\nshow events dpapi -n -w\\necho x\\n      | '\\n> \\n> '",
                "show events dpapi -w -0\\n                       | \\n"
            })
    void answersAsHaproxy(String said, String answer) throws IOException {
        assertThat(ask(folder.resolve("s"), text(said))).isEqualTo(text(answer).replace("LIST", LIST));
    }

    @Test
    void whoWaitsForEventsMayBeSilentForLongerThanOthers() throws IOException {
        try (SocketChannel waits = connect(folder.resolve("s"));
                SocketChannel idles = connect(folder.resolve("s"))) {
            write(waits, "show events dpapi -w\n");
            // The time of this one begins later.
            assertThat(exchange(idles, "prompt\n", "> ") + drain(idles)).isEqualTo("\n> ");
            assertThat(exchange(waits, "\n", "\n")).isEqualTo("\n");
        }
    }
}
