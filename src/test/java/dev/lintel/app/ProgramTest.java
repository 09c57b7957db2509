package dev.lintel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lintel.app.RunningProgram.Ended;
import dev.lintel.peers.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program from outside: what it prints, how it ends, what signals do, as scripts and service managers expect it of haproxy. */
@Execution(ExecutionMode.CONCURRENT)
class ProgramTest {
    @TempDir
    Path folder;

    private Path file;
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        file = folder.resolve("haproxy.cfg");
        try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        write("one");
    }

    private void write(String answer) throws IOException {
        Files.writeString(file, """
                defaults
                    mode http
                    timeout client 10s
                    timeout connect 5s
                    timeout server 5s
                frontend web
                    bind 127.0.0.1:%d
                    http-request return status 200 content-type text/plain string %s
                """.formatted(port, answer));
    }

    private static void isOneSentence(Ended ended) {
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    /** As a container that is reached by a socket file alone. */
    @Test
    void aMachineWithoutNetworkIsNoNews() throws Exception {
        String unshare = Programs.find("unshare");
        assumeTrue(Programs.run(folder, unshare, "-n", "true").status() == 0, "needs the right to leave the network");
        Path socket = folder.resolve("web.sock");
        Files.writeString(file, Files.readString(file).replace("127.0.0.1:" + port, socket.toString()));
        List<String> command =
                new ArrayList<>(List.of(unshare, "-n", "sh", "-c", "ip link set lo up && exec \"$0\" \"$@\""));
        command.addAll(RunningProgram.command(List.of("-f", file.toString())));
        Programs.Running program = Programs.start(folder, Map.of(), command);
        try {
            Programs.await("the socket", () -> Files.exists(socket));
        } finally {
            program.process().destroy();
        }
        assertThat(program.outcome().output()).isEmpty();
    }

    @Test
    void checkIsSilentUnlessAsked() throws Exception {
        assertThat(RunningProgram.run("-c", "-f", file.toString())).isEqualTo(new Ended(0, "", ""));
        assertThat(RunningProgram.run("-c", "-V", "-f", file.toString()))
                .isEqualTo(new Ended(0, "Configuration file is valid\n", ""));
    }

    @Test
    void checkTellsWhatWillBeOrderedAndWhatTheStoreHas() throws Exception {
        Path store = folder.resolve("store");
        Files.writeString(file, """
                global
                    acme.store %s
                acme le
                    directory letsencrypt
                    challenge tls-alpn-01
                defaults
                    mode http
                    timeout client 10s
                frontend web
                    bind 127.0.0.1:%d ssl acme le domains a.example
                    http-request return status 200
                """.formatted(store, port));
        Ended ended = RunningProgram.run("check", file.toString());
        assertThat(ended.out())
                .contains("certificate 'a.example' (ECDSA P-384) from ")
                .contains(": a.example by tls-alpn-01; the store " + store + " has none yet\n")
                .endsWith("Configuration file is valid\n");
        assertThat(store).doesNotExist();
    }

    @Test
    void checkTellsEveryMistake() throws Exception {
        Files.writeString(file, "frontend web\n    bund :80\n    mode htp\n    default_backend none\n");
        Ended ended = RunningProgram.run("-c", "-f", file.toString());
        isOneSentence(ended);
        assertThat(ended.err())
                .contains(file + ":2: ")
                .contains("'bind'")
                .contains(file + ":3: ")
                .contains(file + ":4: ")
                .contains("3 errors");
        assertThat(RunningProgram.run("-c", "-q", "-f", file.toString())).isEqualTo(new Ended(1, "", ""));
    }

    @Test
    void nothingToListenAtIsTold() throws Exception {
        Files.writeString(file, "defaults\n    mode http\n");
        assertThat(RunningProgram.run("-c", "-f", file.toString()).status()).isEqualTo(2);
        isOneSentence(RunningProgram.run("-f", file.toString()));
    }

    @Test
    void missingFileIsTold() throws Exception {
        Ended ended = RunningProgram.run("-f", folder.resolve("none.cfg").toString());
        isOneSentence(ended);
        assertThat(ended.err()).startsWith(folder.resolve("none.cfg") + ": cannot read this file: no such file\n");
    }

    @Test
    void portInUseIsTold() throws Exception {
        try (ServerSocket other = new ServerSocket(port, 0, InetAddress.getLoopbackAddress())) {
            Ended ended = RunningProgram.run("-f", file.toString());
            isOneSentence(ended);
            assertThat(ended.err())
                    .startsWith(file + ":7: in frontend 'web': 'bind' cannot listen on 127.0.0.1:"
                            + other.getLocalPort() + ": the address is already in use by another program\n");
        }
    }

    @Test
    void unknownOptionIsTold() throws Exception {
        Ended ended = RunningProgram.run("-zz");
        isOneSentence(ended);
        assertThat(ended.err()).startsWith("usage: ").endsWith("lintel: unknown option '-zz'\n");
    }

    @ParameterizedTest
    @CsvSource({"version_atleast(2.4), 0", "version_before(2.4), 1", "no_such(1), 2"})
    void conditionsAreAnswered(String condition, int status) throws Exception {
        assertThat(RunningProgram.run("-cc", condition).status()).isEqualTo(status);
    }

    @Test
    void serverThatGoesDownIsTold() throws Exception {
        Files.writeString(
                file, Files.readString(file) + "backend app\n    server s1 127.0.0.1:1 check inter 10ms fall 1\n");
        try (RunningProgram program = new RunningProgram(folder, "-f", file.toString())) {
            assertThat(program.awaitLine())
                    .startsWith("lintel: Server app/s1 is DOWN, reason: Layer4 connection problem");
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, -db, 0", "INT, -db, 0", "TERM, -W, 0", "INT, -Ws, 130"})
    void signalsEndIt(String signal, String mode, int status) throws Exception {
        Path pidFile = folder.resolve("pid");
        try (RunningProgram program =
                new RunningProgram(folder, mode, "-p", pidFile.toString(), "-f", file.toString())) {
            assertThat(program.awaitNotice("READY=1")).contains("MAINPID=" + program.pid());
            assertThat(Files.readString(pidFile)).isEqualTo(program.pid() + "\n");
            assertThat(RunningProgram.get(port)).isEqualTo("one");
            program.signal(signal);
            program.awaitNotice("STOPPING=1");
            assertThat(program.awaitExit()).isEqualTo(status);
            assertThat(pidFile).doesNotExist();
        }
    }

    @Test
    void softStopLetsRequestsFinish() throws Exception {
        try (RunningProgram program = new RunningProgram(folder, "-f", file.toString())) {
            program.awaitNotice("READY=1");
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
                assertThat(RunningProgram.get(port)).isEqualTo("one");
                program.signal("USR1");
                program.awaitNotice("STOPPING=1");
                client.getOutputStream().write("st: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(answer)
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .contains("connection: close")
                        .endsWith("one");
            }
            assertThat(program.awaitExit()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"HUP", "USR2"})
    void signalsReload(String signal) throws Exception {
        try (RunningProgram program = new RunningProgram(folder, "-Ws", "-f", file.toString())) {
            program.awaitNotice("READY=1");
            write("two");
            program.signal(signal);
            assertThat(program.awaitNotice("RELOADING=1")).contains("MONOTONIC_USEC=");
            program.awaitNotice("READY=1");
            assertThat(RunningProgram.get(port)).isEqualTo("two");
            Files.writeString(file, "nonsense\n");
            program.signal(signal);
            program.awaitNotice("RELOADING=1");
            program.awaitNotice("READY=1");
            assertThat(RunningProgram.get(port)).isEqualTo("two");
            program.signal("TERM");
            program.awaitExit();
            assertThat(program.output())
                    .contains("lintel: the configuration was reloaded\n")
                    .contains(file + ":1: ")
                    .endsWith("lintel: the configuration was not reloaded; nothing has changed\n");
        }
    }

    @Test
    void reloadCommandTellsTheOutcome() throws Exception {
        String pidFile = folder.resolve("pid").toString();
        try (RunningProgram program = new RunningProgram(folder, "-W", "-p", pidFile, "-f", file.toString())) {
            program.awaitNotice("READY=1");
            write("two");
            assertThat(RunningProgram.run("reload", "-p", pidFile))
                    .isEqualTo(new Ended(0, "the configuration was reloaded\n", ""));
            assertThat(RunningProgram.get(port)).isEqualTo("two");
            Files.writeString(file, "frontend web\n    bind :0\n    mode htp\n");
            Ended ended = RunningProgram.run("reload", "-p", pidFile);
            isOneSentence(ended);
            assertThat(ended.err())
                    .contains(file + ":3: ")
                    .endsWith("the configuration was not reloaded; nothing has changed\n");
            assertThat(RunningProgram.get(port)).isEqualTo("two");
        }
    }

    @Test
    void rootOfTheInternalAuthorityIsShownAndNotMade() throws Exception {
        Path store = folder.resolve("store");
        Ended ended = RunningProgram.run("ca", "--store", store.toString());
        assertThat(ended)
                .isEqualTo(new Ended(
                        1,
                        "",
                        "lintel: ca: no root yet in " + store + "/internal: it is made when Lintel starts with"
                                + " 'directory internal' in an 'acme' section\n"));
        assertThat(store).doesNotExist();
    }

    @Test
    void demonstrationRuns() throws Exception {
        try (RunningProgram program = new RunningProgram(folder, "demo")) {
            program.awaitNotice("READY=1");
            program.signal("TERM");
            assertThat(program.awaitExit()).isZero();
            assertThat(program.output())
                    .contains("green")
                    .contains("http://gogs.localhost:")
                    .contains("https://gogs.localhost:")
                    .contains("./lintel ca --store ");
        }
    }
}
