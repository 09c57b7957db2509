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

    /** 0 to rise + fall - 1; the server is up from {@code rise} on, and one failure away from going down at {@code rise}. */
    private int level;

    private int admin;
    private CheckResult last = CheckResult.NONE;
    private boolean hurry;
    private long lastChange;

    Health(Server server) {
        this.server = server;
        this.level = checked() ? rise() : 0;
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

    private int rise() {
        return options().rise();
    }

    private int top() {
        return rise() + options().fall() - 1;
    }

    /** The loop of all health machines: whoever wants to change a server from elsewhere goes there first. */
    public @Nullable Loop loop() {
        return loop;
    }

    /** What the last check found. */
    public CheckResult last() {
        return last;
    }

    /** How many good checks in a row it has against {@link CheckOptions#rise} while down, or against {@code fall} while up. */
    public int streak() {
        return !checked() ? 0 : level >= rise() ? level - rise() + 1 : level;
    }

    /** The server whose health this one goes by, or null. */
    public @Nullable Server tracked() {
        return tracked == null ? null : tracked.server;
    }

    /** Seconds of the loop's clock at which the state changed last. */
    public long lastChange() {
        return lastChange;
    }

    public boolean has(Admin reason) {
        return reason.in(admin);
    }

    /** Whether checks are paused: none runs on a server in maintenance. */
    public boolean paused() {
        return Admin.maintenance(admin);
    }

    void attach(Loop loop, HealthListener listener) {
        this.loop = loop;
        this.listener = listener;
    }

    /** The configuration changed: an operator's orders stay, the file's {@code disabled} is obeyed anew. */
    void configured(ServerSpec before) {
        if (checked()) {
            boolean up = server.state() != State.STOPPED;
            boolean full = before.check() != null
                    && before.check().enabled()
                    && level == before.check().rise() + before.check().fall() - 1;
            level = up ? full ? top() : rise() : 0;
        }
        if (spec().disabled() != before.disabled()) {
            if (spec().disabled()) {
                set(Admin.FORCED_MAINTENANCE, "");
            } else {
                clear(Admin.FORCED_MAINTENANCE);
            }
        }
    }

    /** At the start, before anybody listens: the state that the file asks for. */
    void initial() {
        if (spec().disabled()) {
            admin = Admin.FORCED_MAINTENANCE.bit();
            level = 0;
            server.maintenance(true);
            server.state(State.STOPPED);
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
        if (Admin.maintenance(other.admin)) {
            set(Admin.INHERITED_MAINTENANCE, "");
        }
        if (Admin.drain(other.admin)) {
            set(Admin.INHERITED_DRAIN, "");
        }
        if (other.server.state() == State.STOPPED && !Admin.maintenance(other.admin)) {
            stopped(false);
        }
    }

    // What checks say.

    /** How long until the next check: shorter while the state is uncertain, longer while the server is down. */
    public long interval() {
        CheckOptions check = options();
        if (!hurry && level == top()) {
            return check.interMillis();
        }
        boolean down = server.state() == State.STOPPED && level == 0;
        long other = down ? check.downInterMillis() : check.fastInterMillis();
        return other > 0 ? other : check.interMillis();
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
                if (level == 0) {
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
        return !Admin.maintenance(admin)
                && level >= rise()
                && (tracked == null || tracked.server.state() != State.STOPPED);
    }

    private void note(CheckResult result) {
        boolean report = result.status() != last.status();
        last = result;
        switch (result.status().outcome()) {
            case FAILED -> {
                if (level > 0) {
                    server.counters().failedChecks++;
                    report = true;
                    level = level - 1 < rise() ? 0 : level - 1;
                }
            }
            case PASSED, STOPPING -> {
                if (level < top()) {
                    report = true;
                    level = level + 1 >= rise() ? top() : level + 1;
                }
                server.forgetErrors();
            }
            case NEUTRAL -> report = false;
        }
        if (report && server.group().logsChecks()) {
            say(HealthListener.NOTICE, checkSentence(result));
        }
    }

    private StringBuilder checkSentence(CheckResult result) {
        StringBuilder out = new StringBuilder("Health check for ");
        out.append(server.backup() ? "backup server " : "server ").append(path(server));
        out.append(result.status() == CheckStatus.L7_OK_STOPPING ? " conditionally" : "");
        out.append(result.status().passed() ? " succeeded" : " failed");
        result.describe(out);
        boolean up = level >= rise();
        out.append(", status: ")
                .append(streak())
                .append('/')
                .append(up ? options().fall() : rise());
        return out.append(up ? server.weight() > 0 ? " UP" : " DRAIN" : " DOWN");
    }

    /** Traffic has seen as many errors in a row as {@code error-limit} allows. */
    void errors(int count, Observation lastSeen) {
        hurry = true;
        String how = spec().onError() == null ? "fail-check" : spec().onError();
        if (!checked() || how.equals("fastinter")) {
            return;
        }
        if (how.equals("sudden-death") && level > rise()) {
            level = rise() + 1;
        } else if (how.equals("mark-down")) {
            level = rise();
        }
        String info = "Detected " + count + " consecutive errors, last one was: " + lastSeen.text();
        note(new CheckResult(CheckStatus.OBSERVED, 0, info, -1));
        if (level == 0) {
            stopped(true);
        }
    }

    // What becomes of the server.

    /** @param byCheck the last check is the reason, and told unless it was already */
    private void stopped(boolean byCheck) {
        if (!Admin.maintenance(admin) && server.state() != State.STOPPED) {
            boolean expected = server.state() == State.STOPPING || Admin.drain(admin);
            enter(State.STOPPED);
            int moved = server.group().changed(server);
            endSessionsIfAsked();
            say(expected ? HealthListener.NOTICE : HealthListener.ALERT, operational(" is DOWN", byCheck, moved));
            finish();
            trackers.forEach(t -> t.stopped(false));
        }
    }

    private void stopping(boolean byCheck) {
        if (!Admin.maintenance(admin) && server.state() != State.STOPPING) {
            enter(State.STOPPING);
            int moved = server.group().changed(server);
            say(HealthListener.NOTICE, operational(" is stopping", byCheck, moved));
            finish();
            trackers.forEach(t -> t.stopping(false));
        }
    }

    private void running(boolean byCheck) {
        if (!Admin.maintenance(admin) && server.state() != State.STARTING && server.state() != State.RUNNING) {
            begin();
            int moved = server.group().changed(server);
            endBackupSessionsIfAsked();
            say(HealthListener.NOTICE, operational(" is UP", byCheck, moved));
            finish();
            trackers.forEach(t -> t.running(false));
        }
    }

    private void begin() {
        boolean slow = spec().slowStartMillis() > 0;
        enter(slow ? State.STARTING : State.RUNNING);
        if (slow && loop != null) {
            loop.arm(warmUp, WARM_UP_STEP);
        }
        weigh();
    }

    private void enter(State state) {
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

    // What operators say.

    /** {@code set server … state maint}. */
    public void maintain() {
        set(Admin.FORCED_MAINTENANCE, "");
        clear(Admin.FORCED_DRAIN);
    }

    /** {@code set server … state drain}. */
    public void drain() {
        set(Admin.FORCED_DRAIN, "");
        clear(Admin.FORCED_MAINTENANCE);
    }

    /** {@code set server … state ready}. */
    public void ready() {
        clear(Admin.FORCED_DRAIN);
        clear(Admin.FORCED_MAINTENANCE);
    }

    /** Puts the server into maintenance or drain; told with its cause in parentheses, if it has one. */
    public void set(Admin reason, String cause) {
        if (reason.in(admin)) {
            return;
        }
        int before = admin;
        admin |= reason.bit();
        if (reason.isMaintenance() && !Admin.maintenance(before)) {
            enterMaintenance(cause, Admin.drain(before));
        } else if (!reason.isMaintenance() && Admin.drain(before) && !Admin.maintenance(admin)) {
            remainsInDrain();
        } else if (!reason.isMaintenance() && !Admin.maintenance(admin)) {
            server.draining(true);
            int moved = server.group().changed(server);
            say(
                    HealthListener.NOTICE,
                    administrative(" enters drain state", cause, moved, Admin.FORCED_DRAIN.in(admin)));
        }
        finish();
        boolean already = reason.isMaintenance() ? Admin.maintenance(before) : Admin.drain(before);
        if (!already) {
            trackers.forEach(t -> t.set(reason.inherited(), cause));
        }
    }

    private void enterMaintenance(String cause, boolean draining) {
        boolean expected = server.state() == State.STOPPING || draining;
        boolean forced = Admin.FORCED_MAINTENANCE.in(admin);
        level = 0;
        server.maintenance(true);
        if (server.state() == State.STOPPED) {
            say(HealthListener.NOTICE, administrative(" was DOWN and now enters maintenance", cause, -1, forced));
            return;
        }
        enter(State.STOPPED);
        int moved = server.group().changed(server);
        endSessionsIfAsked();
        say(
                expected ? HealthListener.NOTICE : HealthListener.ALERT,
                administrative(" is going DOWN for maintenance", cause, moved, forced));
    }

    /** Takes the reason back; the server serves again where no other holds and nothing says that it is down. */
    public void clear(Admin reason) {
        if (!reason.in(admin)) {
            return;
        }
        int before = admin;
        admin &= ~reason.bit();
        if (reason.isMaintenance()) {
            if (Admin.maintenance(admin)) {
                remainsInMaintenance(reason);
            } else {
                leaveMaintenance(reason);
            }
        } else if (!Admin.maintenance(admin)) {
            leaveDrain(before);
        }
        finish();
        boolean still = reason.isMaintenance() ? Admin.maintenance(admin) : Admin.drain(admin);
        if (!still) {
            trackers.forEach(t -> t.clear(reason.inherited()));
        }
    }

    private void remainsInMaintenance(Admin reason) {
        StringBuilder out = name();
        switch (reason) {
            case FORCED_MAINTENANCE -> via(out.append(" is leaving forced maintenance but remains in maintenance"));
            case UNRESOLVED -> via(out.append(host()).append(" resolves again but remains in maintenance"));
            default -> out.append(" remains in forced maintenance");
        }
        say(HealthListener.NOTICE, out);
    }

    private void leaveMaintenance(Admin reason) {
        server.maintenance(false);
        if (checked()) {
            level = rise();
        }
        if (tracked == null || tracked.server.state() != State.STOPPED) {
            if (tracked != null && tracked.server.state() == State.STOPPING) {
                enter(State.STOPPING);
            } else {
                begin();
            }
        }
        server.draining(Admin.drain(admin));
        StringBuilder out = name();
        if (reason == Admin.UNRESOLVED) {
            out.append(host());
        }
        out.append(" is ").append(server.state() == State.STOPPED ? "DOWN" : "UP");
        out.append(Admin.drain(admin) ? "/DRAIN" : "/READY");
        out.append(
                switch (reason) {
                    case FORCED_MAINTENANCE -> " (leaving forced maintenance)";
                    case UNRESOLVED -> " (resolves again)";
                    default -> " (leaving maintenance)";
                });
        say(HealthListener.NOTICE, out);
        server.group().changed(server);
        endBackupSessionsIfAsked();
        if (Admin.drain(admin)) {
            remainsInDrain();
        }
    }

    private void remainsInDrain() {
        boolean forced = Admin.FORCED_DRAIN.in(admin);
        StringBuilder out = name().append(forced ? " remains in forced drain mode" : " remains in drain mode");
        say(HealthListener.NOTICE, forced ? out : via(out));
    }

    private void leaveDrain(int before) {
        if (Admin.drain(admin)) {
            remainsInDrain();
            return;
        }
        StringBuilder out = name();
        boolean forced = Admin.FORCED_DRAIN.in(before);
        out.append(" is ").append(server.state() == State.STOPPED ? "DOWN" : "UP");
        out.append(forced ? " (leaving forced drain)" : " (leaving drain)");
        say(HealthListener.NOTICE, forced ? out : via(out));
        server.draining(false);
        server.group().changed(server);
    }

    // What is told.

    private void endSessionsIfAsked() {
        if (spec().shutdownSessionsOnMarkedDown() && listener != null) {
            listener.endSessions(server, EndReason.SERVER_DOWN);
        }
    }

    private void endBackupSessionsIfAsked() {
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
    private void finish() {
        if (server.group().lost()) {
            String text = server.group().kind() + ' ' + server.group().name() + " has no server available!";
            if (listener != null) {
                listener.said(server, HealthListener.EMERGENCY, text);
            }
        }
    }

    private void say(int level, CharSequence text) {
        if (listener != null) {
            listener.said(server, level, text + ".");
        }
    }

    private StringBuilder name() {
        return new StringBuilder(server.backup() ? "Backup Server " : "Server ").append(path(server));
    }

    private String host() {
        return " ('" + spec().address().host() + "')";
    }

    private static String path(Server server) {
        return server.group().name() + '/' + server.name();
    }

    private StringBuilder via(StringBuilder out) {
        return tracked == null ? out : out.append(" via ").append(path(tracked.server));
    }

    private StringBuilder operational(String what, boolean byCheck, int moved) {
        StringBuilder out = name().append(what);
        if (byCheck && tracked == null && !server.group().logsChecks()) {
            last.describe(out);
        }
        return left(via(out), moved);
    }

    private StringBuilder administrative(String what, String cause, int moved, boolean forced) {
        StringBuilder out = name().append(what);
        if (!cause.isEmpty()) {
            out.append(" (").append(cause).append(')');
        }
        if (!forced) {
            via(out);
        }
        return moved < 0 ? out : left(out, moved);
    }

    private StringBuilder left(StringBuilder out, int moved) {
        ServerSet set = server.group().set();
        boolean down = server.state() == State.STOPPED;
        out.append(". ").append(set.active()).append(" active and ").append(set.backups());
        out.append(down ? " backup servers left." : " backup servers online.");
        out.append(set.backups() > 0 && set.active() == 0 ? " Running on backup." : "");
        if (down) {
            out.append(' ')
                    .append(server.current.get())
                    .append(" sessions active, ")
                    .append(moved);
            return out.append(" requeued, ").append(server.queued.get()).append(" remaining in queue");
        }
        out.append(' ').append(moved).append(" sessions requeued, ");
        return out.append(server.queued.get()).append(" total in queue");
    }
}
