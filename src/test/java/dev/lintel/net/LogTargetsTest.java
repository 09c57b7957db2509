package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.base.Pos;
import dev.lintel.http.Bytes;
import dev.lintel.model.LogSpec;
import dev.lintel.stream.LogSink;
import dev.lintel.stream.Loop;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines reach their targets: whole, each for itself, in order. */
class LogTargetsTest {
    private final Loops loops = new Loops(Transport.NIO, 1);
    private final LogTargets targets = new LogTargets(loops.all());
    private final Loop loop = loops.loop(0);

    @TempDir
    Path directory;

    @BeforeAll
    static void linkFirst() {
        assertThat(Libc.load()).isTrue();
    }

    @AfterEach
    void stop() {
        loops.stop(1000);
        targets.close();
    }

    private LogSink open(String target) throws IOException {
        return targets.open(new LogSpec(Pos.NONE, target, 1024, null, 16, 7, 0, List.of(), 0));
    }

    /** All lines within one turn of the loop. */
    private void write(LogSink sink, List<String> lines) throws InterruptedException {
        CountDownLatch written = new CountDownLatch(1);
        loop.execute(() -> {
            for (String line : lines) {
                byte[] bytes = Bytes.of("xx" + line);
                sink.write(loop, bytes, 2, bytes.length - 2);
            }
            written.countDown();
        });
        written.await();
    }

    private static List<String> lines(int count, String... texts) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(texts[i % texts.length] + i + "\n");
        }
        return lines;
    }

    private static List<String> receive(DatagramSocket socket, int count) throws IOException {
        socket.setSoTimeout(5000);
        List<String> got = new ArrayList<>();
        byte[] buffer = new byte[65536];
        for (int i = 0; i < count; i++) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            socket.receive(packet);
            got.add(Bytes.text(buffer, 0, packet.getLength()));
        }
        return got;
    }

    private static DatagramSocket receiver() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        socket.setReceiveBufferSize(1 << 20);
        return socket;
    }

    @Test
    void fewDatagramsKeepTheirOrder() throws Exception {
        try (DatagramSocket socket = receiver()) {
            List<String> lines = lines(7, "a", "a longer one ", "mid ");
            write(open("127.0.0.1:" + socket.getLocalPort()), lines);
            assertThat(receive(socket, 7)).containsExactlyElementsOf(lines);
        }
    }

    @Test
    void manyDatagramsAllArriveWhole() throws Exception {
        try (DatagramSocket socket = receiver()) {
            List<String> lines = lines(150, "a", "a longer one ", "mid ", "", "x".repeat(2000));
            LogSink sink = open("udp4@127.0.0.1:" + socket.getLocalPort());
            write(sink, lines);
            assertThat(receive(socket, 150)).containsExactlyInAnyOrderElementsOf(lines);
            assertThat(sink.dropped()).isZero();
        }
    }

    @Test
    void linesOfOneLengthKeepTheirOrder() throws Exception {
        try (DatagramSocket socket = receiver()) {
            List<String> lines = new ArrayList<>();
            for (int i = 100; i < 160; i++) {
                lines.add("<134>line " + i + "\n");
            }
            write(open("127.0.0.1:" + socket.getLocalPort()), lines);
            assertThat(receive(socket, 60)).containsExactlyElementsOf(lines);
        }
    }

    @Test
    void loggingGoesOnWhenTheReceiverIsGoneForAWhile() throws Exception {
        int port;
        try (DatagramSocket socket = receiver()) {
            port = socket.getLocalPort();
        }
        LogSink sink = open("127.0.0.1:" + port);
        write(sink, lines(20, "lost"));
        try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getByName("127.0.0.1"))) {
            List<String> got;
            do {
                write(sink, List.of("back\n"));
                got = receive(socket, 1);
            } while (got.getFirst().startsWith("lost"));
            assertThat(got).containsExactly("back\n");
        }
    }

    @Test
    void eventsNeedNoLoop() throws Exception {
        try (DatagramSocket socket = receiver()) {
            byte[] line = Bytes.of("an event\n");
            open("127.0.0.1:" + socket.getLocalPort()).write(line, 3, line.length - 3);
            assertThat(receive(socket, 1)).containsExactly("event\n");
        }
    }

    @Test
    void theJdkAloneSendsDatagramsToo() throws Exception {
        try (DatagramSocket socket = receiver()) {
            LogSender sender =
                    new ChannelLogSender(LogAddress.parse("127.0.0.1:" + socket.getLocalPort()), (lines, why) -> {});
            assertThat(sender.send(Bytes.of("onetwo"), new int[] {3, 6}, 2)).isEqualTo(2);
            assertThat(receive(socket, 2)).containsExactly("one", "two");
            sender.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unix@", "uxdg@", "dgram+unix@"})
    void unixDatagrams(String prefix) throws Exception {
        Path path = directory.resolve("log");
        int fd = SystemCalls.unixReceiver(Bytes.of(path + "\0"));
        write(open(prefix + path), lines(3, "a", "longer "));
        assertThat(SystemCalls.read(fd, 100)).isEqualTo("a0\n");
        assertThat(SystemCalls.read(fd, 100)).isEqualTo("longer 1\n");
        assertThat(SystemCalls.read(fd, 100)).isEqualTo("a2\n");
        SystemCalls.close(fd);
    }

    @Test
    void abstractNamesAreFilledUpWithZeroBytes() throws Exception {
        String name = "lintel-test-" + ProcessHandle.current().pid();
        int filled = SystemCalls.unixReceiver(Arrays.copyOf(Bytes.of("\0" + name), 108));
        write(open("abns@" + name), List.of("filled\n"));
        assertThat(SystemCalls.read(filled, 100)).isEqualTo("filled\n");
        int bare = SystemCalls.unixReceiver(Bytes.of("\0" + name));
        write(open("abnsz@" + name), List.of("bare\n"));
        assertThat(SystemCalls.read(bare, 100)).isEqualTo("bare\n");
        SystemCalls.close(filled);
        SystemCalls.close(bare);
    }

    /** The queue of a unix socket is short: what does not fit waits, also when a new daemon takes the place of the old one. */
    @Test
    void unixDatagramsOutliveTheirReceiver() throws Exception {
        Path path = directory.resolve("log");
        LogSink sink = open(path.toString());
        write(sink, List.of("nobody listens\n"));
        int fd = SystemCalls.unixReceiver(Bytes.of(path + "\0"));
        List<String> lines = lines(300, "x");
        write(sink, lines);
        for (String line : lines) {
            assertThat(SystemCalls.read(fd, 100)).isEqualTo(line);
        }
        SystemCalls.close(fd);
        Files.delete(path);
        fd = SystemCalls.unixReceiver(Bytes.of(path + "\0"));
        // What is under way while the receiver changes may be lost, as with any syslog daemon that restarts.
        String got = "";
        for (int i = 0; i < 5 && !got.equals("the next one\n"); i++) {
            write(sink, List.of("the next one\n"));
            got = SystemCalls.read(fd, 100);
        }
        assertThat(got).isEqualTo("the next one\n");
        assertThat(sink.dropped()).isPositive();
        SystemCalls.close(fd);
    }

    @Test
    void descriptorsGetWholeLinesInOrder() throws Exception {
        int[] pipe = SystemCalls.pipe();
        LogSink sink = open("fd@" + pipe[1]);
        List<String> lines = lines(5000, "line ", "another line ");
        write(sink, lines);
        String expected = String.join("", lines);
        StringBuilder got = new StringBuilder();
        while (got.length() < expected.length()) {
            got.append(SystemCalls.read(pipe[0], 65536));
        }
        assertThat(got).hasToString(expected);
        byte[] event = Bytes.of("event\n");
        sink.write(event, 0, event.length);
        assertThat(SystemCalls.read(pipe[0], 100)).isEqualTo("event\n");
        assertThat(sink.dropped()).isZero();
        SystemCalls.close(pipe[1]);
        SystemCalls.close(pipe[0]);
    }

    /** A pipe that nobody reads takes 64 KiB; the loop goes on, and what does not fit anywhere is counted. */
    @Test
    void aPipeThatNobodyReadsDoesNotStopTheLoop() throws Exception {
        int[] pipe = SystemCalls.pipe();
        LogSink sink = open("fd@" + pipe[1]);
        List<String> lines = lines(1000, "x".repeat(990));
        write(sink, lines);
        assertThat(sink.dropped()).isBetween(600L, 900L);
        SystemCalls.close(pipe[0]);
        SystemCalls.close(pipe[1]);
    }

    @Test
    void oneTargetIsOneSink() throws Exception {
        assertThat(open("127.0.0.1:5140")).isSameAs(open("127.0.0.1:5140"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ring@r",
                "tcp@127.0.0.1:514",
                "backend@b",
                "fd@x",
                "./x",
                "127.0.0.1:99999",
                "127.0.0.1:514-520",
                "::1",
                "null@1",
                "unix@",
                "abns@"
            })
    void whatIsNoTargetIsRefused(String target) {
        assertThatThrownBy(() -> open(target)).isInstanceOf(IOException.class).hasMessageContaining("'log'");
    }

    @Test
    void portsAndFamiliesAreHaproxys() throws Exception {
        assertThat(LogAddress.parse("127.0.0.1").inet().getPort()).isEqualTo(514);
        assertThat(LogAddress.parse("[::1]:515").inet()).hasToString("/[0:0:0:0:0:0:0:1]:515");
        assertThat(LogAddress.parse("::1:515").inet()).hasToString("/[0:0:0:0:0:0:0:1]:515");
        assertThat(LogAddress.parse("ipv6@::1:515").inet()).hasToString("/[0:0:0:0:0:0:0:1]:515");
        assertThat(LogAddress.parse("*:515").inet()).hasToString("/0.0.0.0:515");
        assertThat(LogAddress.parse("localhost").inet().getAddress().isLoopbackAddress())
                .isTrue();
    }
}
