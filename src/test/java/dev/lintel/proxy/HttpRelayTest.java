package dev.lintel.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.balance.HealthListener;
import dev.lintel.balance.ManualLoop;
import dev.lintel.balance.Server;
import dev.lintel.base.Problems;
import dev.lintel.compile.Carry;
import dev.lintel.compile.Compiled;
import dev.lintel.compile.Compiler;
import dev.lintel.compile.Surroundings;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.exchange.ProcessState;
import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.model.Config;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Address;
import dev.lintel.stream.Connector;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.LogSink;
import dev.lintel.stream.Loop;
import dev.lintel.stream.Prober;
import dev.lintel.stream.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The life of a request without a socket: what a client and a server may do at each stage. Behind every story each slot has been given
 * back, nothing waits, and there is one line in the log.
 */
class HttpRelayTest {
    private final ManualLoop loop = new ManualLoop();
    private final ProcessState process = new ProcessState(0, "box", "node", 1);
    private final List<Opening> openings = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private Acceptor.Connection connection;
    private Compiled compiled;
    private FakeStream client;
    private int exchanges;

    /** A connection to a server that is being opened. */
    private record Opening(Target target, Connector.Reuse reuse, Connector.Opened opened) {
        FakeStream opens(ManualLoop loop) {
            FakeStream stream = new FakeStream(loop);
            opened.onHttp(stream, reuse != Connector.Reuse.NEVER);
            return stream;
        }
    }

    private void start(String backend) {
        String text = """
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 10s
                  timeout server 20s
                  timeout queue 3s
                  log 127.0.0.1 local0
                  log-format "%ST %ts %rc %s"
                frontend f
                  bind 127.0.0.1:80
                  default_backend b
                backend b
                """ + backend.indent(2);
        Problems problems = new Problems();
        Config config = Reader.read(List.of(Source.of("t.cfg", text)), Environment.empty(), problems, false);
        compiled = Compiler.compile(
                config,
                Carry.first(process),
                new Surroundings(1000, 0, false, spec -> sink(), new LogLines(1)),
                problems);
        assertThat(compiled).as("%s", problems.sorted()).isNotNull();
        compiled.commit(loop, new Deaf(), new Checks(loop, new NoProber()));
        loop.run();
        Door door = new Door(new Current(compiled.snapshot()), "f", null, new Opener(), process, on -> {}, 1, null);
        connection = door.arrive(loop, Address.of(new byte[] {9, 9, 9, 9}, 1), Address.of(new byte[] {8, 8, 8, 8}, 80));
        assertThat(connection.admits()).isTrue();
    }

    private Server server() {
        return compiled.snapshot().backends().get("b").servers().all().getFirst();
    }

    private void request(Method method, int length) {
        RequestHead head = new RequestHead(new Headers(4));
        head.method = method;
        head.target(Bytes.of("/"), 0, 1);
        head.headers.add(HeaderName.HOST, "a");
        head.framing = length < 0 ? Framing.CHUNKED : length == 0 ? Framing.NONE : Framing.LENGTH;
        head.length = length > 0 ? length : -1;
        client = new FakeStream(loop);
        client.completes = true;
        exchanges++;
        connection.onRequest(client, head, length == 0, loop.micros(), loop.micros());
    }

    private void get() {
        request(Method.GET, 0);
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(Bytes.of(text));
    }

    private static ResponseHead ok(int length) {
        ResponseHead head = new ResponseHead(200);
        head.length = length;
        head.framing = length == 0 ? Framing.NONE : Framing.LENGTH;
        return head;
    }

    private String logged() {
        return log.getLast().replaceFirst("^.*?]: ", "").strip();
    }

    @AfterEach
    void nothingIsLeft() {
        loop.run();
        connection.onClosed();
        assertThat(server().current.get()).as("slots taken").isZero();
        assertThat(server().queued.get()).as("waiting").isZero();
        compiled.snapshot()
                .backends()
                .values()
                .forEach(b -> assertThat(b.counters().current.get()).isZero());
        assertThat(process.connections.get()).isZero();
        assertThat(process.sources.size()).isZero();
        assertThat(log).as("lines in the log").hasSize(exchanges);
        long before = log.size();
        loop.advance(3_600_000);
        assertThat(log.size()).as("a timer was left armed").isEqualTo(before);
    }

    @Test
    void aPlainRequest() {
        start("server s 127.0.0.1:1");
        get();
        FakeStream server = openings.getFirst().opens(loop);
        assertThat(server().current.get()).isOne();
        server.events.onHead(ok(2), false);
        assertThat(server.demands).isOne();
        server.events.onBody(text("ok"), true);
        server.events.onEnd(EndReason.COMPLETE);
        assertThat(client.said()).isEqualTo("200 ok.");
        assertThat(logged()).isEqualTo("200 -- 0 s");
    }

    // ---- the client leaves

    /** Where the client is when it leaves. */
    enum At {
        CONNECTING,
        SENT,
        BODY_SENT_IN_PART,
        ANSWERED_IN_PART,
        QUEUED
    }

    @ParameterizedTest
    @EnumSource(At.class)
    void theClientLeaves(At at) {
        start("server s 127.0.0.1:1 maxconn 1");
        if (at == At.QUEUED) {
            server().current.incrementAndGet();
        }
        request(at == At.BODY_SENT_IN_PART ? Method.POST : Method.GET, at == At.BODY_SENT_IN_PART ? 10 : 0);
        FakeStream server = at == At.CONNECTING || at == At.QUEUED
                ? null
                : openings.getFirst().opens(loop);
        if (at == At.BODY_SENT_IN_PART) {
            client.events.onBody(text("abc"), false);
        } else if (at == At.ANSWERED_IN_PART) {
            server.events.onHead(ok(10), false);
            server.events.onBody(text("abc"), false);
        }
        client.events.onEnd(EndReason.CLIENT_ABORT);
        assertThat(logged()).matches("\\S+ C. 0 .*");
        if (at == At.QUEUED) {
            assertThat(openings).isEmpty();
            server().current.decrementAndGet();
        } else if (server == null) {
            assertThat(openings.getFirst().opens(loop).reset)
                    .as("opened for nobody")
                    .isTrue();
        } else {
            assertThat(server.reset).isTrue();
        }
    }

    // ---- the server fails

    @Test
    void aServerThatRefusesIsTriedAgainAfterAPause() {
        start("retries 2\nserver s 127.0.0.1:1");
        get();
        openings.get(0).opened.onFailed(EndReason.CONNECT_REFUSED);
        assertThat(openings).hasSize(1);
        loop.advance(1000);
        openings.get(1).opened.onFailed(EndReason.CONNECT_REFUSED);
        loop.advance(1000);
        openings.get(2).opened.onFailed(EndReason.CONNECT_REFUSED);
        assertThat(openings).hasSize(3);
        assertThat(client.said()).startsWith("503 ");
        assertThat(logged()).isEqualTo("503 SC 2 s");
    }

    @Test
    void aServerThatClosesWithoutAnAnswerIsNotAskedAgainUnasked() {
        start("server s 127.0.0.1:1");
        get();
        openings.getFirst().opens(loop).events.onEnd(EndReason.SERVER_CLOSED_EARLY);
        assertThat(openings).hasSize(1);
        assertThat(client.said()).startsWith("502 ");
        assertThat(logged()).isEqualTo("502 SH 0 s");
    }

    @Test
    void aDeadIdleConnectionIsReplacedByAFreshOneForSafeMethods() {
        start("http-reuse always\nserver s 127.0.0.1:1");
        get();
        assertThat(openings.getFirst().reuse).isEqualTo(Connector.Reuse.ANY);
        openings.getFirst().opens(loop).events.onEnd(EndReason.SERVER_CLOSED_REUSED);
        assertThat(openings.get(1).reuse).isEqualTo(Connector.Reuse.NEVER);
        FakeStream again = openings.get(1).opens(loop);
        again.events.onHead(ok(0), true);
        again.events.onEnd(EndReason.COMPLETE);
        assertThat(logged()).startsWith("200 -- ");
    }

    @Test
    void aServerThatCutsItsAnswerIsShownAsCut() {
        start("server s 127.0.0.1:1");
        get();
        FakeStream server = openings.getFirst().opens(loop);
        server.events.onHead(ok(10), false);
        server.events.onBody(text("abc"), false);
        server.events.onEnd(EndReason.SERVER_ABORT);
        assertThat(client.said()).isEqualTo("200 abc");
        assertThat(client.reset).isTrue();
        assertThat(logged()).isEqualTo("200 SD 0 s");
    }

    // ---- waiting

    @Test
    void aServerThatSaysNothingIsGivenUp() {
        start("server s 127.0.0.1:1");
        get();
        FakeStream server = openings.getFirst().opens(loop);
        loop.advance(20_000);
        assertThat(server.reset).isTrue();
        assertThat(client.said()).startsWith("504 ");
        assertThat(logged()).isEqualTo("504 sH 0 s");
    }

    @Test
    void interimAnswersShowThatTheServerIsAlive() {
        start("server s 127.0.0.1:1");
        get();
        FakeStream server = openings.getFirst().opens(loop);
        loop.advance(15_000);
        server.events.onHead(new ResponseHead(102), false);
        loop.advance(15_000);
        server.events.onHead(ok(0), true);
        server.events.onEnd(EndReason.COMPLETE);
        assertThat(client.said()).isEqualTo("102 200 .");
    }

    @Test
    void theQueueHasItsTime() {
        start("server s 127.0.0.1:1 maxconn 1");
        server().current.incrementAndGet();
        get();
        loop.advance(3_000);
        assertThat(client.said()).startsWith("503 ");
        assertThat(logged()).startsWith("503 sQ 0 ");
        server().current.decrementAndGet();
    }

    @Test
    void aClientThatStopsSendingIsGivenUp() {
        start("server s 127.0.0.1:1");
        request(Method.POST, 10);
        FakeStream server = openings.getFirst().opens(loop);
        client.events.onBody(text("abc"), false);
        loop.advance(10_000);
        assertThat(server.reset).isTrue();
        assertThat(client.said()).startsWith("408 ");
    }

    // ---- bodies

    @Test
    void partsOfABodyThatCameTogetherAreAllPassedOn() {
        start("option http-buffer-request\nserver s 127.0.0.1:1");
        // As much as is waited for comes in the first part; the others came with it.
        request(Method.POST, 40_003);
        client.events.onBody(text("x".repeat(40_000)), false);
        client.events.onBody(text("ab"), false);
        client.events.onBody(text("c"), true);
        FakeStream server = openings.getFirst().opens(loop);
        assertThat(server.said()).endsWith("xabc.");
        server.events.onHead(ok(0), true);
        server.events.onEnd(EndReason.COMPLETE);
    }

    @Test
    void aBodyOfTrailersAloneEnds() {
        start("option http-buffer-request\nserver s 127.0.0.1:1");
        request(Method.POST, -1);
        Headers trailers = new Headers(1);
        trailers.add(HeaderName.of("x-sum"), "1");
        client.events.onTrailers(trailers);
        FakeStream server = openings.getFirst().opens(loop);
        assertThat(server.said()).isEqualTo("POST {x-sum: 1\n}.");
        server.events.onHead(ok(0), true);
        server.events.onEnd(EndReason.COMPLETE);
    }

    @Test
    void anEarlyAnswerEndsTheServersSide() {
        start("server s 127.0.0.1:1");
        request(Method.POST, 10);
        FakeStream server = openings.getFirst().opens(loop);
        server.events.onHead(ok(0), true);
        assertThat(client.said()).isEqualTo("200 .");
        assertThat(server.reset).isTrue();
    }

    @Test
    void aTunnelThatARuleDeniesIsNone() {
        start("http-response deny if { status 101 }\nserver s 127.0.0.1:1");
        get();
        FakeStream server = openings.getFirst().opens(loop);
        ResponseHead switching = new ResponseHead(101);
        switching.framing = Framing.TUNNEL;
        server.events.onHead(switching, true);
        assertThat(client.said()).startsWith("502 ");
        assertThat(server.reset).isTrue();
    }

    private LogSink sink() {
        return new LogSink() {
            @Override
            public void write(Loop from, byte[] buf, int off, int len) {
                log.add(Bytes.text(buf, off, len));
            }

            @Override
            public void write(byte[] buf, int off, int len) {}

            @Override
            public long dropped() {
                return 0;
            }
        };
    }

    private final class Opener implements Connector {
        @Override
        public void http(Loop on, Target target, Reuse reuse, long timeout, byte[] preface, Opened opened) {
            openings.add(new Opening(target, reuse, opened));
        }

        @Override
        public void bytes(Loop on, Target target, long timeout, byte[] preface, Opened opened) {
            throw new AssertionError("HTTP only");
        }
    }

    private static final class NoProber implements Prober {
        @Override
        public Attempt open(Loop on, Target target, Opened opened) {
            throw new AssertionError("no checks");
        }
    }

    private static final class Deaf implements HealthListener {
        @Override
        public void said(Server server, int level, String text) {}

        @Override
        public void endSessions(Server server, EndReason why) {}
    }
}
