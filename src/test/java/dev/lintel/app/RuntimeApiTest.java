package dev.lintel.app;

import static dev.lintel.app.ApiClient.drain;
import static dev.lintel.app.ApiClient.exchange;
import static dev.lintel.app.ApiClient.text;
import static dev.lintel.app.ApiClient.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.admin.Commands;
import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.model.Config;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The runtime API over real sockets. The answers are those that HAProxy 3.4 gave to the same bytes, but for lists of help. */
class RuntimeApiTest {
    @TempDir
    Path folder;

    private Proxy proxy;

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "show version\\n                                  | VERSION\\n\\n",
                "show version                                     | ''",
                "' \t show   version  \\n'                        | VERSION\\n\\n",
                "show version\\r\\n                               | VERSION\\n\\n",
                "show version extra words\\n                      | VERSION\\n\\n",
                "\\n                                              | \\n",
                ";;\\n                                            | \\n\\n\\n",
                "show version;show version\\n                     | VERSION\\n\\nVERSION\\n\\n",
                "show version;\\n                                 | VERSION\\n\\n\\n",
                "show version\\nshow version\\n                   | VERSION\\n\\n",
                "quit\\n                                          | ''",
                "show version;quit;show version\\n                | VERSION\\n\\n",
                "echo hello  world\\n                             | hello world\\n\\n",
                "echo a\\\\;b\\n                                  | a;b\\n\\n",
                "echo a\\\\ \\\\ b\\\\\\\\c\\n                     | 'a  b\\\\c\\n\\n'",
                "show cli level\\n                                | admin\\n\\n",
                "operator;show cli level;operator;user;show cli level;operator\\n"
                        + "| \\noperator\\n\\n\\n\\nuser\\n\\nPermission denied\\n\\n",
                "show env NOPE\\n                                 | Variable not found\\n\\n",
                "set timeout\\n                                   | '''set timeout'' only supports ''cli''.\\n\\n'",
                "set timeout cli x\\n                             | Invalid timeout value.\\n\\n",
                "set timeout cli 3\\n                             | \\n",
                "experimental-mode on; experimental-mode\\n       | \\nexperimental-mode is ON\\n\\n",
                "expert-mode\\n                                   | expert-mode is OFF\\n\\n",
                "show backend\\n                                  | '# name\\napp\\n\\n'",
                "set severity-output number;show version\\n       | \\n[6]: VERSION\\n\\n",
                "set severity-output string;show env NOPE\\n      | \\n[err]: Variable not found\\n\\n",
                "set severity-output x\\n" + "| 'one of ''none'', ''number'', ''string'' is a required argument\\n\\n'",
                "prompt\\n                                        | '\\n> '",
                "prompt\\n\\nshow version\\n                      | '\\n> \\n> VERSION\\n\\n> '",
                "prompt i\\nshow version\\n                       | \\nVERSION\\n\\n",
                "prompt n\\n                                      | \\n",
                "prompt\\nprompt\\nshow version\\n                | '\\n> \\n'",
                "show version <<\\n\\n                            | VERSION\\n\\n",
                "show version <<  \\n                             | VERSION\\n\\n",
                "show version <<; show version\\n                 | VERSION\\n\\nVERSION\\n\\n",
                "show version <<%EOF%\\na\\n\\n%EOF%\\n           | VERSION\\n\\n",
                "show version <<%EOF%\\na\\n\\n                   | ''",
                "show version <<\\na\\n                           | ''",
                "@1 show version; @ show version;@1\\n            | VERSION\\n\\nVERSION\\n\\n\\n"
            })
    void answersAsHaproxy(String said, String answer) throws IOException {
        start("");
        assertThat(ask(text(said))).isEqualTo(text(answer).replace("VERSION", Main.VERSION));
    }

    @Test
    void unknownCommandsComeWithThoseThatAreNear() throws IOException {
        start("");
        assertThat(ask("shw version\n"))
                .startsWith("Unknown command: 'shw', but maybe one of the following ones is a better match:\n")
                .contains("  show version                            : ")
                .contains("  help [<command>]                        : ")
                .endsWith("\n\n");
        assertThat(ask("zzzzzz\n")).startsWith("Unknown command: 'zzzzzz'. Please enter one of the following");
        assertThat(ask("help show cli\n").lines())
                .hasSize(7)
                .startsWith("The following commands are valid at this level:")
                .anyMatch(line -> line.startsWith("  show cli level "));
    }

    @Test
    void aCommandOfHaproxysThatIsNotHereSaysWhy() throws IOException {
        start("");
        assertThat(ask("show errors\n"))
                .isEqualTo(
                        "'show errors' is not part of this version of Lintel: bad requests are told by the log.\n\n");
    }

    @Test
    void showInfoInEveryForm() throws IOException {
        start("");
        assertThat(ask("show info\n"))
                .startsWith("Name: Lintel\nVersion: " + Main.VERSION + "\nNbthread: 1\n")
                .contains("\nPid: " + ProcessHandle.current().pid() + "\n", "\nnode: n1\n", "\nListeners: 4\n");
        assertThat(ask("show info typed\n"))
                .contains("\n6.Pid.1:SGPV:u32:" + ProcessHandle.current().pid() + "\n");
        assertThat(ask("show info desc\n")).contains("\nNbproc: 1:\"");
        assertThat(ask("show info json\n"))
                .startsWith(
                        "[{\"field\":{\"pos\":0,\"name\":\"Name\"},\"processNum\":1,\"tags\":{\"origin\":\"Product\","
                                + "\"nature\":\"Output\",\"scope\":\"Service\"},\"value\":{\"type\":\"str\",\"value\":\"Lintel\"}},");
    }

    @Test
    void levelsAreKept() throws IOException {
        start("");
        assertThat(ApiClient.ask(folder.resolve("user.sock"), "show env\n")).isEqualTo("Permission denied\n\n");
        assertThat(ApiClient.ask(folder.resolve("user.sock"), "operator\n")).isEqualTo("Permission denied\n\n");
        assertThat(ApiClient.ask(folder.resolve("user.sock"), "show cli level\n"))
                .isEqualTo("user\n\n");
        assertThat(ApiClient.ask(folder.resolve("operator.sock"), "expert-mode on\n"))
                .isEqualTo("Permission denied\n\n");
        assertThat(ApiClient.ask(folder.resolve("operator.sock"), "show env PATH\n"))
                .startsWith("PATH=");
        assertThat(ask("show cli sockets\n"))
                .isEqualTo("# socket lvl processes\nunix@" + folder + "/admin.sock admin all\nunix@" + folder
                        + "/operator.sock operator all\nunix@" + folder + "/user.sock user all\n\n");
        for (Commands.Row row : Commands.rows()) {
            String name = row.usage().replaceAll(" [<\\[{].*", "");
            if (!row.level().equals("user")) {
                assertThat(ApiClient.ask(folder.resolve("user.sock"), name + "\n"))
                        .as(name)
                        .isEqualTo("Permission denied\n\n");
            }
        }
    }

    @Test
    void onlyTheOwnerComesIn() throws IOException {
        start("");
        assertThat(permissions("admin.sock")).isEqualTo("rw-------");
        assertThat(permissions("user.sock")).isEqualTo("rw-rw----");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("admin.sock", "operator.sock", "user.sock");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "show version <<\n"})
    void whatIsTooLongIsToldAndEnds(String before) throws IOException {
        start("tune.cli.max-payload-size 64k");
        assertThat(ask(before + "a".repeat(before.isEmpty() ? 20_000 : 70_000) + "\n"))
                .isEqualTo(
                        before.isEmpty()
                                ? "The command line is too big for the buffer size. Please change 'tune.bufsize' in the"
                                        + " configuration to use a bigger command.\n"
                                : "The payload is too big. Please change 'tune.cli.max-payload-size' in the configuration"
                                        + " to use a bigger payload.\n");
    }

    @Test
    void manyLinesOfPayloadAreTooLongTogether() throws IOException {
        start("tune.cli.max-payload-size 64k");
        assertThat(ask("show version <<\n" + "abcdefg\n".repeat(8_100) + "\n")).isEqualTo(Main.VERSION + "\n\n");
        assertThat(ask("show version <<\n" + "abcdefg\n".repeat(9_000) + "\n")).startsWith("The payload is too big.");
    }

    @Test
    void aPromptAsksForEachLine() throws IOException {
        start("");
        try (SocketChannel client = connect("admin.sock")) {
            assertThat(exchange(client, "prompt\n", "> ")).isEqualTo("\n> ");
            assertThat(exchange(client, "show version <<\n", "+ ")).isEqualTo("+ ");
            assertThat(exchange(client, "x\n", "+ ")).isEqualTo("+ ");
            assertThat(exchange(client, "\n", "> ")).isEqualTo(Main.VERSION + "\n\n> ");
            assertThat(exchange(client, "prompt timed\n", "> ")).matches("\n\\[0:00:0\\d:\\d\\d\\]> ");
        }
    }

    @Test
    void whoIsSilentIsLeft() throws IOException {
        start("stats timeout 200ms");
        try (SocketChannel client = connect("admin.sock")) {
            write(client, "prompt\nshow ver");
            assertThat(drain(client)).isEqualTo("\n> ");
        }
    }

    @Test
    void whoTakesNothingIsLeft() throws IOException {
        start("stats timeout 200ms");
        try (SocketChannel client = connect("admin.sock")) {
            write(client, "help;".repeat(3_000) + "\n");
            // The next client is served all the same, and the deaf one finds its connection ended in the midst of the
            // answer.
            assertThat(ask("show version\n")).isEqualTo(Main.VERSION + "\n\n");
            // Writing stops to go on when nobody reads any more, and fails when the other side has closed.
            while (answers(client)) {
                assertThat(client.isOpen()).isTrue();
            }
        }
    }

    @Test
    void clientsOverTheLimitWaitTheirTurn() throws IOException {
        start("stats maxconn 2");
        SocketChannel first = connect("admin.sock");
        exchange(first, "prompt\n", "> ");
        SocketChannel second = connect("user.sock");
        exchange(second, "prompt\n", "> ");
        try (SocketChannel third = connect("admin.sock")) {
            write(third, "show version\n");
            assertThat(exchange(second, "show version\n", "> ")).isEqualTo(Main.VERSION + "\n\n> ");
            first.close();
            assertThat(drain(third)).isEqualTo(Main.VERSION + "\n\n");
        }
        second.close();
    }

    @Test
    void reloadsKeepWhatStays() throws IOException {
        start("");
        Object before = Files.getAttribute(folder.resolve("admin.sock"), "unix:ino");
        try (SocketChannel client = connect("admin.sock")) {
            exchange(client, "prompt\n", "> ");
            Problems problems = new Problems();
            Config next = config(
                    "global\n stats socket " + folder + "/admin.sock mode 660 level user\n stats socket " + folder
                            + "/new.sock\n",
                    problems);
            assertThat(proxy.reload(next, problems)).isTrue();
            assertThat(exchange(client, "show cli level\n", "> ")).isEqualTo("admin\n\n> ");
        }
        assertThat(Files.getAttribute(folder.resolve("admin.sock"), "unix:ino")).isEqualTo(before);
        assertThat(permissions("admin.sock")).isEqualTo("rw-rw----");
        assertThat(ask("show cli level\n")).isEqualTo("user\n\n");
        assertThat(ApiClient.ask(folder.resolve("new.sock"), "show cli level\n"))
                .isEqualTo("operator\n\n");
        assertThat(folder.resolve("user.sock")).doesNotExist();
    }

    @Test
    void aSocketThatCannotBeMadeIsAnErrorAndChangesNothing() throws IOException {
        start("");
        Problems problems = new Problems();
        Config next = config(
                "global\n stats socket " + folder + "/new.sock\n stats socket " + folder
                        + "/none/x.sock\n stats socket 192.0.2.1:1\n",
                problems);
        assertThat(proxy.reload(next, problems)).isFalse();
        StringBuilder said = new StringBuilder();
        problems.print(said);
        assertThat(said.toString().replace(folder.toString(), "/d")).isEqualTo("""
                        haproxy.cfg:3: in 'global': 'stats socket' cannot listen at unix@/d/none/x.sock: there is no such folder
                        haproxy.cfg:4: in 'global': 'stats socket' cannot listen at 192.0.2.1:1: this machine does not have that address
                        2 errors, 0 warnings
                        """);
        assertThat(folder.resolve("new.sock")).doesNotExist();
        assertThat(ask("show version\n")).isEqualTo(Main.VERSION + "\n\n");
    }

    @Test
    void aSocketThatIsAnothersByNowStays() throws IOException {
        start("");
        Files.delete(folder.resolve("admin.sock"));
        Files.createFile(folder.resolve("admin.sock"));
        proxy.close();
        assertThat(folder.resolve("admin.sock")).exists();
        assertThat(folder.resolve("user.sock")).doesNotExist();
    }

    private void start(String more) {
        Problems problems = new Problems();
        Config config = config("""
                global
                    stats socket DIR/admin.sock level admin
                    stats socket DIR/operator.sock
                    stats socket DIR/user.sock level user mode 660
                    nbthread 1
                    node n1
                    MORE
                defaults
                    mode http
                    timeout client 5s
                    timeout server 5s
                    timeout connect 5s
                frontend web
                    bind 127.0.0.1:0
                    default_backend app
                backend app
                    server s1 127.0.0.1:9
                """.replace("DIR", folder.toString()).replace("MORE", more), problems);
        proxy = Proxy.start(config, problems);
        assertThat(proxy).as(problems::toString).isNotNull();
    }

    private static Config config(String text, Problems problems) {
        return Reader.read(List.of(new Source("haproxy.cfg", text)), Environment.ofProcess(), problems, false);
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
    }

    private SocketChannel connect(String name) throws IOException {
        return ApiClient.connect(folder.resolve(name));
    }

    private String ask(String text) throws IOException {
        return ApiClient.ask(folder.resolve("admin.sock"), text);
    }

    /** Whether the other side still holds the connection: writing to one that is closed fails. */
    private static boolean answers(SocketChannel client) {
        try {
            client.write(ByteBuffer.wrap(new byte[] {'\n'}));
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
