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
import dev.lintel.tls.CertStore;
import dev.lintel.tls.Challenges;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/**
 * A request's life without a socket, for tests to tell: the test speaks for the client and for servers. Behind every story each slot has been
 * given back, nothing waits, and there is one line in the log.
 */
class RelayStory {
    final ManualLoop loop = new ManualLoop();
    final ProcessState process = new ProcessState(0, "box", "node", 1);
    final List<Opening> openings = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    Acceptor.Connection connection;
    Compiled compiled;
    FakeStream client;
    int exchanges;
    /** How often others would have had to go. */
    int crowded;

    private final Door.Gate gate = new Door.Gate() {
        @Override
        public void accepting(boolean on) {}

        @Override
        public void crowded() {
            crowded++;
        }
    };

    /** A connection to a server that is being opened. */
    record Opening(Target target, Connector.Reuse reuse, Connector.Opened opened) {
        FakeStream opens(ManualLoop loop) {
            FakeStream stream = new FakeStream(loop);
            opened.onHttp(stream, reuse != Connector.Reuse.NEVER);
            return stream;
        }
    }

    void start(String backend) {
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
                new Surroundings(1000, 0, false, spec -> sink(), new LogLines(1), new CertStore(), new Challenges()),
                problems);
        assertThat(compiled).as("%s", problems.sorted()).isNotNull();
        compiled.commit(loop, new Deaf(), new Checks(loop, new NoProber()));
        loop.run();
        Door door = new Door(new Current(compiled.snapshot()), "f", null, new Opener(), process, gate, 1, null);
        connection = door.arrive(loop, Address.of(new byte[] {9, 9, 9, 9}, 1), Address.of(new byte[] {8, 8, 8, 8}, 80));
        assertThat(connection.admits()).isTrue();
    }

    Server server() {
        return compiled.snapshot().backends().get("b").servers().all().getFirst();
    }

    void request(Method method, int length) {
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

    void get() {
        request(Method.GET, 0);
    }

    static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(Bytes.of(text));
    }

    static ResponseHead ok(int length) {
        ResponseHead head = new ResponseHead(200);
        head.length = length;
        head.framing = length == 0 ? Framing.NONE : Framing.LENGTH;
        return head;
    }

    String logged() {
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

    LogSink sink() {
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
        public void http(
                Loop on,
                Target target,
                Reuse reuse,
                long timeout,
                byte[] preface,
                String name,
                Object only,
                Opened opened) {
            openings.add(new Opening(target, reuse, opened));
        }

        @Override
        public void bytes(Loop on, Target target, long timeout, byte[] preface, String name, Opened opened) {
            throw new AssertionError("HTTP only");
        }
    }

    private static final class NoProber implements Prober {
        @Override
        public Attempt open(Loop on, Target target, Prober.Layers layers, Opened opened) {
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
