package dev.lintel.balance;

import dev.lintel.balance.Server.State;
import dev.lintel.model.ServerSpec;
import dev.lintel.model.ServerSpec.CheckOptions;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.Loop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one server: what checks, traffic and operators say goes in, the server's state and what is to be told come out
 * (manual section 5.2: {@code rise}, {@code fall}, {@code slowstart}, {@code observe}, {@code on-error}, {@code track}). Owned by the one
 * loop of all health machines; before that loop is known, by the thread that builds the configuration.
 */
public final class Health {
    private static final long WARM_UP_STEP = 1000;

    private final Server server;
    private final HealthWords words;
    private final Orders orders;
    private final Streak streak;
    private final List<Health> trackers = new ArrayList<>();
    private final Deadline warmUp = new Deadline() {
        @Override
        protected void expired() {
            warm();
        }
    };

    private @Nullable Loop loop;
    private @Nullable HealthListener listener;
    private @Nullable Health tracked;

    private CheckResult last = CheckResult.NONE;
    private boolean hurry;
    private Runnable whenHurried = () -> {};
    private long lastChange;

    Health(Server server) {
        this.server = server;
        this.words = new HealthWords(server);
        this.orders = new Orders(server, this, words);
        this.streak = new Streak(options());
    }

    private ServerSpec spec() {
        return server.spec();
    }

    private @Nullable CheckOptions options() {
        return spec().check();
    }

    public boolean checked() {
        CheckOptions check = options();
        return check != null && check.enabled();
    }

    /** The loop of all health machines: whoever wants to change a server from elsewhere goes there first. */
    public @Nullable Loop loop() {
        return loop;
    }

    /** What the last check found. */
    public CheckResult last() {
        return last;
    }

    /** While up, how many bad checks it takes to go down; while down, how many good ones there were. */
    public int streak() {
        return streak.count();
    }

    /** What {@link #streak} is measured against: {@code fall} while up, {@code rise} while down. */
    public int goal() {
        return streak.goal();
    }

    /** Whether every check of late was good. */
    public boolean steady() {
        return streak.full();
    }

    /** The server whose health this one goes by, or null. */
    public @Nullable Server tracked() {
        return tracked == null ? null : tracked.server;
    }

    /** Seconds of the loop's clock at which the state changed last. */
    public long lastChange() {
        return lastChange;
    }

    /** Maintenance and drain. */
    public Orders orders() {
        return orders;
    }

    List<Health> trackers() {
        return trackers;
    }

    Streak streakOf() {
        return streak;
    }

    void attach(Loop loop, HealthListener listener) {
        this.loop = loop;
        this.listener = listener;
    }

    /** The configuration changed: an operator's orders stay, the file's {@code disabled} is obeyed anew. */
    void configured(ServerSpec before) {
        streak.remeasure(options(), server.state() != State.STOPPED);
        if (spec().disabled() != before.disabled()) {
            if (spec().disabled()) {
                orders.set(Admin.FORCED_MAINTENANCE, "");
            } else {
                orders.clear(Admin.FORCED_MAINTENANCE);
            }
        }
    }

    /** At the start, before anybody listens: the state that the file asks for. */
    void initial() {
        if (spec().disabled() || server.target() == null) {
            streak.clear();
            orders.disabled(spec().disabled() ? Admin.FORCED_MAINTENANCE : Admin.UNRESOLVED);
        }
    }

    /** Follows another server from now on, or none. */
    void track(@Nullable Health other) {
        if (tracked == other) {
            return;
        }
        if (tracked != null) {
            tracked.trackers.remove(this);
        }
        tracked = other;
        if (other == null) {
            return;
        }
        other.trackers.add(this);
        if (other.orders.maintenance()) {
            orders.set(Admin.INHERITED_MAINTENANCE, "");
        }
        if (other.orders.draining()) {
            orders.set(Admin.INHERITED_DRAIN, "");
        }
        if (other.server.state() == State.STOPPED && !other.orders.maintenance()) {
            stopped(false);
        }
    }

    // What checks say.

    /** How long until the next check: shorter while the state is uncertain, longer while the server is down. */
    public long interval() {
        CheckOptions check = options();
        if (!hurry && streak.full()) {
            return check.interMillis();
        }
        boolean down = server.state() == State.STOPPED && streak.empty();
        long other = down ? check.downInterMillis() : check.fastInterMillis();
        return other > 0 ? other : check.interMillis();
    }

    /** Who is to be told when the next check should come earlier than planned. */
    public void whenHurried(Runnable replan) {
        whenHurried = replan;
    }

    /** The next check has been planned: a hurry that traffic called for is over. */
    public void planned() {
        hurry = false;
    }

    /** A check has ended. */
    public void result(CheckResult result) {
        note(result);
        switch (result.status().outcome()) {
            case FAILED -> {
                if (streak.empty()) {
                    stopped(true);
                }
            }
            case PASSED -> {
                if (mayServe()) {
                    running(true);
                }
            }
            case STOPPING -> {
                if (mayServe()) {
                    stopping(true);
                }
            }
            case NEUTRAL -> {}
        }
    }

    private boolean mayServe() {
        return !orders.maintenance() && streak.up() && (tracked == null || tracked.server.state() != State.STOPPED);
    }

    private void note(CheckResult result) {
        boolean report = result.status() != last.status();
        last = result;
        switch (result.status().outcome()) {
            case FAILED -> {
                if (streak.bad()) {
                    server.counters().failedChecks++;
                    report = true;
                }
            }
            case PASSED, STOPPING -> {
                report |= streak.good();
                server.forgetErrors();
            }
            case NEUTRAL -> report = false;
        }
        if (report && server.group().logsChecks()) {
            say(HealthListener.NOTICE, words.check(result, streak));
        }
    }

    /** Traffic has seen as many errors in a row as {@code error-limit} allows. */
    void errors(int count, Observation lastSeen) {
        hurry = true;
        judge(count, lastSeen);
        whenHurried.run();
    }

    private void judge(int count, Observation lastSeen) {
        String how = spec().onError() == null ? "fail-check" : spec().onError();
        if (!checked() || how.equals("fastinter")) {
            return;
        }
        if (how.equals("sudden-death")) {
            streak.exhaust();
        } else if (how.equals("mark-down")) {
            streak.restart();
        }
        String info = "Detected " + count + " consecutive errors, last one was: " + lastSeen.text();
        note(new CheckResult(CheckStatus.OBSERVED, 0, info, -1));
        if (streak.empty()) {
            stopped(true);
        }
    }

    // What becomes of the server.

    /** @param byCheck the last check is the reason, and told unless it was already */
    private void stopped(boolean byCheck) {
        if (!orders.maintenance() && server.state() != State.STOPPED) {
            boolean expected = server.state() == State.STOPPING || orders.draining();
            enter(State.STOPPED);
            int moved = server.group().changed(server);
            endSessionsIfAsked();
            say(
                    expected ? HealthListener.NOTICE : HealthListener.ALERT,
                    words.operational(" is DOWN", byCheck ? last : null, moved));
            finish();
            trackers.forEach(t -> t.stopped(false));
        }
    }

    private void stopping(boolean byCheck) {
        if (!orders.maintenance() && server.state() != State.STOPPING) {
            enter(State.STOPPING);
            int moved = server.group().changed(server);
            say(HealthListener.NOTICE, words.operational(" is stopping", byCheck ? last : null, moved));
            finish();
            trackers.forEach(t -> t.stopping(false));
        }
    }

    private void running(boolean byCheck) {
        if (!orders.maintenance() && server.state() != State.STARTING && server.state() != State.RUNNING) {
            begin();
            int moved = server.group().changed(server);
            endBackupSessionsIfAsked();
            say(HealthListener.NOTICE, words.operational(" is UP", byCheck ? last : null, moved));
            finish();
            trackers.forEach(t -> t.running(false));
        }
    }

    void begin() {
        boolean slow = spec().slowStartMillis() > 0;
        enter(slow ? State.STARTING : State.RUNNING);
        if (slow && loop != null) {
            loop.arm(warmUp, WARM_UP_STEP);
        }
        weigh();
    }

    void enter(State state) {
        State before = server.state();
        if (before == state) {
            return;
        }
        long now = seconds();
        ServerCounters counters = server.counters();
        if (before == State.STOPPED) {
            counters.downMillis += Math.max(0, now - lastChange) * 1000;
        } else if (state == State.STOPPED) {
            counters.downTransitions++;
        }
        server.state(state);
        if (state != State.STARTING) {
            server.warmUpPercent(100);
        } else {
            server.warmUpPercent(1);
        }
        lastChange = now;
    }

    private long seconds() {
        return loop == null ? 0 : loop.now() / 1000;
    }

    /** One step of a slow start. */
    private void warm() {
        if (server.state() != State.STARTING) {
            return;
        }
        if (seconds() >= lastChange + slowSeconds()) {
            enter(State.RUNNING);
        }
        weigh();
        server.group().changed(server);
        if (server.state() == State.STARTING) {
            loop.arm(warmUp, WARM_UP_STEP);
        }
    }

    private long slowSeconds() {
        return Math.max(1, (spec().slowStartMillis() + 999) / 1000);
    }

    /** The effective weight: under a dynamic algorithm a starting server begins at the smallest step and gains one by one. */
    private void weigh() {
        int scale = Server.WEIGHT_SCALE;
        int share = scale;
        if (server.state() == State.STARTING) {
            long age = seconds() - lastChange;
            if (server.group().dynamic()) {
                share = (int) ((scale * age + slowSeconds()) / slowSeconds());
            }
            server.warmUpPercent((int) Math.min(100, Math.max(1, 100 * age / slowSeconds())));
        }
        server.weight(server.weight(), server.weight() * Math.min(scale, Math.max(1, share)));
    }

    /** A new weight by an operator, or of a new configuration; 0 to 256. */
    public void weight(int weight) {
        server.weight(weight, server.effectiveWeight());
        weigh();
        server.group().changed(server);
        finish();
    }

    // What is told.

    void endSessionsIfAsked() {
        if (spec().shutdownSessionsOnMarkedDown() && listener != null) {
            listener.endSessions(server, EndReason.SERVER_DOWN);
        }
    }

    void endBackupSessionsIfAsked() {
        if (!spec().shutdownBackupSessionsOnMarkedUp() || server.backup() || server.effectiveWeight() == 0) {
            return;
        }
        for (Server other : server.group().all()) {
            if (other.backup() && listener != null) {
                listener.endSessions(other, EndReason.SERVER_UP);
            }
        }
    }

    /** After every change: tells when the last server of the backend has gone. */
    void finish() {
        Servers group = server.group();
        if (group.lost() && listener != null) {
            listener.said(
                    server, HealthListener.EMERGENCY, group.kind() + ' ' + group.name() + " has no server available!");
        }
    }

    void say(int level, CharSequence text) {
        if (listener != null) {
            listener.said(server, level, text + ".");
        }
    }
}
