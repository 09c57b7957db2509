package dev.lintel.proxy;

import dev.lintel.balance.CheckResult;
import dev.lintel.balance.CheckStatus;
import dev.lintel.balance.Server;
import dev.lintel.balance.Server.State;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.Session;
import dev.lintel.http.Method;
import dev.lintel.stream.Address;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.Loop;
import dev.lintel.stream.Prober;
import dev.lintel.stream.Target;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One health check of one server, from its connection to its result: steps are taken until one has to wait for the network. Owned by its
 * loop; used once.
 */
final class CheckRun implements Prober.Opened, CheckConnection.Owner {
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
    private @Nullable CheckConnection connection;
    private CheckStep.Connect connecting = CheckStep.Connect.IMPLIED;
    /** Whether TLS protects the connection. */
    private boolean secured;

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
        connecting = connect;
        answer = new CheckAnswer(false);
        long limit = server.spec().check().interMillis();
        if (plan.checkTimeout() > 0 && plan.connectTimeout() > 0) {
            limit = Math.min(limit, plan.connectTimeout());
        }
        loop.arm(deadline, limit);
        Prober.Layers layers = CheckLayers.of(connect, plan, server, where, x);
        secured = layers.tls() != null;
        attempt = setting.prober().open(loop, target(connect), layers, this);
        return false;
    }

    private Target target(CheckStep.Connect connect) {
        Address base = connect.address() == null ? where.address() : connect.address();
        int port = where.address().port();
        Sample value = x.sample;
        value.reset();
        if (connect.port() != null && connect.port().sample(x, value)) {
            port = (int) value.num;
        }
        Address address = base.isUnix() ? base : Address.of(base.ip(), port);
        return where.once(address, connect.proxyProtocol() ? 1 : where.proxyProtocol(), where.socket());
    }

    @Override
    public void onOpened(ByteStream opened) {
        opened(new Http1Check(opened, this));
    }

    @Override
    public void onOpened(HttpStream opened) {
        opened(new Http2Check(opened, this));
    }

    private void opened(CheckConnection opened) {
        attempt = null;
        connection = opened;
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
        CheckConnection to = connection;
        if (to == null || !to.takesMore()) {
            end(new CheckResult(CheckStatus.SOCKET_ERROR, 0, null, millis()));
            return false;
        }
        answer = new CheckAnswer(send.method() == Method.HEAD);
        to.send(CheckRequest.of(send, x, plan.sendState(), setting.node()), answer);
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
                new CheckResult(secured ? CheckStatus.L6_OK : CheckStatus.L4_OK, 0, null, millis());
            default -> new CheckResult(CheckStatus.L7_OK, 0, null, millis());
        };
        end(result);
    }

    private void timedOut() {
        boolean handshaking = attempt != null && attempt.connected();
        CheckStatus status = handshaking ? CheckStatus.L6_TIMEOUT : CheckStatus.L4_TIMEOUT;
        if (connection != null) {
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
        CheckConnection open = connection;
        connection = null;
        if (open != null) {
            open.close(connecting.linger());
        }
    }

    private long millis() {
        return (loop.micros() - started) / 1000;
    }

    // What the server sends.

    /** Steps of an answer that come after each other all look at the same one: on more of it, the waiting one looks again. */
    @Override
    public void received() {
        if (!over && step < plan.steps().size() && plan.steps().get(step) instanceof CheckStep.Expect) {
            advance();
        }
    }

    @Override
    public void ended(EndReason reason) {
        connection = null;
        boolean cut = reason != EndReason.COMPLETE;
        if (!cut || answer.head() != null || answer.broken()) {
            received();
        }
        if (!over && cut && attempt == null) {
            end(new CheckResult(CheckStatus.SOCKET_ERROR, 0, null, millis()));
        }
    }
}
