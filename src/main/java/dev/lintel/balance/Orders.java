package dev.lintel.balance;

import dev.lintel.balance.Server.State;

/**
 * What operators, the configuration and name resolution have ordered a server to do, whatever its health says: maintenance and drain
 * (management guide, {@code set server}). Owned by the loop of the health machines, as {@link Health} is.
 */
public final class Orders {
    private final Server server;
    private final Health health;
    private final HealthWords words;
    private int admin;

    Orders(Server server, Health health, HealthWords words) {
        this.server = server;
        this.health = health;
        this.words = words;
    }

    public boolean has(Admin reason) {
        return reason.in(admin);
    }

    /** Whether the server is in maintenance: no check runs on it. */
    public boolean maintenance() {
        return Admin.maintenance(admin);
    }

    boolean draining() {
        return Admin.drain(admin);
    }

    /** At the start, before anybody listens. */
    void disabled(Admin reason) {
        admin |= reason.bit();
        server.maintenance(true);
        server.state(State.STOPPED);
    }

    /** Whether a configuration has found the server's address. */
    void resolved(boolean found) {
        if (found) {
            clear(Admin.UNRESOLVED);
        } else {
            set(Admin.UNRESOLVED, "");
        }
    }

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
            health.say(
                    HealthListener.NOTICE,
                    words.administrative(" enters drain state", cause, moved, Admin.FORCED_DRAIN.in(admin)));
        }
        health.finish();
        boolean already = reason.isMaintenance() ? Admin.maintenance(before) : Admin.drain(before);
        if (!already) {
            health.trackers().forEach(t -> t.orders().set(reason.inherited(), cause));
        }
    }

    private void enterMaintenance(String cause, boolean draining) {
        boolean expected = server.state() == State.STOPPING || draining;
        boolean forced = Admin.FORCED_MAINTENANCE.in(admin);
        health.streakOf().clear();
        server.maintenance(true);
        if (server.state() == State.STOPPED) {
            health.say(
                    HealthListener.NOTICE,
                    words.administrative(" was DOWN and now enters maintenance", cause, -1, forced));
            return;
        }
        health.enter(State.STOPPED);
        int moved = server.group().changed(server);
        health.endSessionsIfAsked();
        health.say(
                expected ? HealthListener.NOTICE : HealthListener.ALERT,
                words.administrative(" is going DOWN for maintenance", cause, moved, forced));
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
                health.say(HealthListener.NOTICE, words.remainsInMaintenance(reason));
            } else {
                leaveMaintenance(reason);
            }
        } else if (!Admin.maintenance(admin)) {
            leaveDrain(before);
        }
        health.finish();
        boolean still = reason.isMaintenance() ? Admin.maintenance(admin) : Admin.drain(admin);
        if (!still) {
            health.trackers().forEach(t -> t.orders().clear(reason.inherited()));
        }
    }

    private void leaveMaintenance(Admin reason) {
        server.maintenance(false);
        health.streakOf().restart();
        Server tracked = health.tracked();
        if (tracked == null || tracked.state() != State.STOPPED) {
            if (tracked != null && tracked.state() == State.STOPPING) {
                health.enter(State.STOPPING);
            } else {
                health.begin();
            }
        }
        server.draining(Admin.drain(admin));
        health.say(HealthListener.NOTICE, words.leavesMaintenance(reason, Admin.drain(admin)));
        server.group().changed(server);
        health.endBackupSessionsIfAsked();
        if (Admin.drain(admin)) {
            remainsInDrain();
        }
    }

    private void remainsInDrain() {
        health.say(HealthListener.NOTICE, words.remainsInDrain(Admin.FORCED_DRAIN.in(admin)));
    }

    private void leaveDrain(int before) {
        if (Admin.drain(admin)) {
            remainsInDrain();
            return;
        }
        health.say(HealthListener.NOTICE, words.leavesDrain(Admin.FORCED_DRAIN.in(before)));
        server.draining(false);
        server.group().changed(server);
    }
}
