package dev.lintel.proxy;

import dev.lintel.balance.CheckResult;
import dev.lintel.balance.CheckStatus;
import dev.lintel.balance.Server;
import dev.lintel.balance.Server.State;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.Session;
import dev.lintel.http.ByteWriter;
import dev.lintel.stream.Address;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.Loop;
import dev.lintel.stream.Prober;
import dev.lintel.stream.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One health check of one server, from its connection to its result: steps are taken until one has to wait for the network. Owned by its
 * loop; used once.
 */
final class CheckRun implements Prober.Opened, ByteStream.Events {
    /** What a run is given. */
    record Setting(Prober prober, String node, ProxyCounters counters) {}

    private final Setting setting;
    private final Loop loop;
    private final Server server;
    private final CheckPlan plan;
    private final Target where;
    private final Consumer<CheckResult> done;
    private final Exchange x;
    private final CheckVerdict verdict;
    private final long started;
    private final Deadline deadline = new Deadline() {
        @Override
        protected void expired() {
            timedOut();
        }
    };

    private int step;
    /** The last step that counts: actions do not. */
    private CheckStep current;

    private Prober.Attempt attempt;
    private ByteStream stream;
    /** How the connection is protected, or null. */
    private Prober.@Nullable Secured secured;

    private CheckAnswer answer = new CheckAnswer(false);
    private int code;
    private boolean over;

    /** @param where the server is checked, if no step says otherwise */
    CheckRun(Setting setting, Loop loop, Server server, CheckPlan plan, Target where, Consumer<CheckResult> done) {
        this.setting = setting;
        this.loop = loop;
        this.server = server;
        this.plan = plan;
        this.where = where;
        this.done = done;
        this.started = loop.micros();
        this.x = new Exchange(new Session(loop, setting.counters(), 0, Address.UNKNOWN, where.address()));
        this.x.backend = setting.counters();
        this.x.server = server;
        this.verdict = new CheckVerdict(x);
    }

    void start() {
        advance();
    }

    /** Ends it without a result. */
    void cancel() {
        over = true;
        close();
    }

    private void advance() {
        List<CheckStep> steps = plan.steps();
        boolean go = true;
        while (go && !over && step < steps.size()) {
            CheckStep next = steps.get(step);
            if (!(next instanceof CheckStep.Act)) {
                current = next;
                code = 0;
            }
            go = switch (next) {
                case CheckStep.Connect connect -> connect(connect);
                case CheckStep.Send send -> send(send);
                case CheckStep.Expect expect -> expect(expect);
                case CheckStep.Act act -> {
                    act.step().apply(x);
                    yield true;
                }
            };
            step += go ? 1 : 0;
        }
        if (go && !over) {
            passed();
        }
    }

    private boolean connect(CheckStep.Connect connect) {
        close();
        answer = new CheckAnswer(false);
        long limit = server.spec().check().interMillis();
        if (plan.checkTimeout() > 0 && plan.connectTimeout() > 0) {
            limit = Math.min(limit, plan.connectTimeout());
        }
        loop.arm(deadline, limit);
        secured = CheckTls.of(connect, plan, server, where, x);
        attempt = setting.prober().open(loop, target(connect), secured, this);
        return false;
    }

    private Target target(CheckStep.Connect connect) {
        if (connect.port() == null && connect.address() == null && !connect.proxyProtocol()) {
            return where;
        }
        Address base = connect.address() == null ? where.address() : connect.address();
        int port = where.address().port();
        Sample value = x.sample;
        value.reset();
        if (connect.port() != null && connect.port().sample(x, value)) {
            port = (int) value.num;
        }
        Address address = base.isUnix() ? base : Address.of(base.ip(), port);
        return new Target(
                address,
                where.source(),
                0,
                0,
                0,
                -1,
                connect.proxyProtocol() ? 1 : where.proxyProtocol(),
                where.socket(),
                where.tls(),
                false);
    }

    @Override
    public void onOpened(ByteStream opened) {
        attempt = null;
        stream = opened;
        opened.events(this);
        x.serverTls = opened.tls();
        if (plan.checkTimeout() > 0) {
            loop.arm(deadline, plan.checkTimeout());
        }
        step++;
        advance();
    }

    @Override
    public void onFailed(String words) {
        attempt = null;
        end(new CheckResult(CheckStatus.L4_FAILED, 0, words, millis()));
    }

    @Override
    public void onTlsFailed(String words) {
        attempt = null;
        end(new CheckResult(CheckStatus.L6_INVALID, 0, words, millis()));
    }

    private boolean send(CheckStep.Send send) {
        answer = new CheckAnswer("HEAD".equals(send.method()));
        ByteWriter request = CheckRequest.of(send, x, plan.sendState(), setting.node());
        stream.write(Unpooled.wrappedBuffer(request.array(), 0, request.size()));
        stream.demand();
        return !over;
    }

    private boolean expect(CheckStep.Expect expect) {
        x.response = answer.head();
        code = answer.head() == null ? 0 : answer.head().status;
        if (stopping()) {
            return true;
        }
        CheckVerdict.Answer found = verdict.of(expect, answer);
        if (found == CheckVerdict.Answer.FAILURE) {
            end(verdict.failure(expect, code, millis()));
        }
        return found == CheckVerdict.Answer.MATCH;
    }

    /** A 404 by which a server that is up asks for no more clients. */
    private boolean stopping() {
        return plan.disableOn404() && code == 404 && server.state() != State.STOPPED;
    }

    private void passed() {
        CheckResult result = switch (current) {
            case CheckStep.Expect expect ->
                stopping()
                        ? new CheckResult(CheckStatus.L7_OK_STOPPING, code, null, millis())
                        : verdict.success(expect, code, millis());
            case CheckStep.Connect connect ->
                new CheckResult(secured == null ? CheckStatus.L4_OK : CheckStatus.L6_OK, 0, null, millis());
            default -> new CheckResult(CheckStatus.L7_OK, 0, null, millis());
        };
        end(result);
    }

    private void timedOut() {
        boolean handshaking = attempt != null && attempt.connected();
        CheckStatus status = handshaking ? CheckStatus.L6_TIMEOUT : CheckStatus.L4_TIMEOUT;
        if (stream != null) {
            boolean own = current instanceof CheckStep.Expect expect && expect.timedOut() != null;
            status = own ? ((CheckStep.Expect) current).timedOut() : CheckStatus.L7_TIMEOUT;
        }
        end(new CheckResult(status, 0, null, millis()));
    }

    private void end(CheckResult result) {
        if (!over) {
            over = true;
            close();
            done.accept(result);
        }
    }

    private void close() {
        loop.forget(deadline);
        Prober.Attempt opening = attempt;
        attempt = null;
        if (opening != null) {
            opening.cancel();
        }
        ByteStream open = stream;
        stream = null;
        if (open != null) {
            open.events(new Closed());
            open.reset(EndReason.LOCAL);
        }
    }

    private long millis() {
        return (loop.micros() - started) / 1000;
    }

    // What the server sends.

    @Override
    public void onData(ByteBuf data) {
        answer.feed(data);
        data.release();
        if (!over) {
            resume();
            demand();
        }
    }

    private void demand() {
        if (stream != null && !over) {
            stream.demand();
        }
    }

    @Override
    public void onEof() {
        answer.eof();
        resume();
    }

    /** Steps of an answer that come after each other all look at the same one: on more bytes, the waiting one looks again. */
    private void resume() {
        if (!over && step < plan.steps().size() && plan.steps().get(step) instanceof CheckStep.Expect) {
            advance();
        }
    }

    @Override
    public void onWritable() {}

    @Override
    public void onEnd(EndReason reason) {
        stream = null;
        answer.eof();
        resume();
        if (!over && reason != EndReason.COMPLETE && attempt == null) {
            end(new CheckResult(CheckStatus.SOCKET_ERROR, 0, null, millis()));
        }
    }

    /** Hears what still comes of a connection that the check has done with. */
    private static final class Closed implements ByteStream.Events {
        @Override
        public void onData(ByteBuf data) {
            data.release();
        }

        @Override
        public void onEof() {}

        @Override
        public void onWritable() {}

        @Override
        public void onEnd(EndReason reason) {}
    }
}
