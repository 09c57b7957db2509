package dev.lintel.balance;

import dev.lintel.balance.Server.State;
import org.jspecify.annotations.Nullable;

/** The sentences about one server's health, word for word those of HAProxy: people and programs read them in logs. */
final class HealthWords {
    private final Server server;

    HealthWords(Server server) {
        this.server = server;
    }

    /** {@code Health check for server b/a failed, reason: …, status: 1/2 DOWN}. */
    StringBuilder check(CheckResult result, Streak streak) {
        StringBuilder out = new StringBuilder("Health check for ");
        out.append(server.backup() ? "backup server " : "server ").append(path(server));
        out.append(result.status() == CheckStatus.L7_OK_STOPPING ? " conditionally" : "");
        out.append(result.status().passed() ? " succeeded" : " failed");
        result.describe(out);
        out.append(", status: ").append(streak.count()).append('/').append(streak.goal());
        return out.append(streak.up() ? server.weight() > 0 ? " UP" : " DRAIN" : " DOWN");
    }

    /** Health has changed: {@code Server b/a is DOWN, reason: …. 1 active and 0 backup servers left. …}. */
    StringBuilder operational(String what, @Nullable CheckResult reason, int moved) {
        StringBuilder out = name().append(what);
        if (reason != null
                && server.health().tracked() == null
                && !server.group().logsChecks()) {
            reason.describe(out);
        }
        return left(via(out), moved);
    }

    /**
     * An order was given: {@code Server b/a is going DOWN for maintenance. …}.
     *
     * @param moved how many left a queue because of it; -1: not of interest
     * @param forced the order was for this very server, not for one that it tracks
     */
    StringBuilder administrative(String what, String cause, int moved, boolean forced) {
        StringBuilder out = name().append(what);
        if (!cause.isEmpty()) {
            out.append(" (").append(cause).append(')');
        }
        if (!forced) {
            via(out);
        }
        return moved < 0 ? out : left(out, moved);
    }

    StringBuilder leavesMaintenance(Admin reason, boolean drain) {
        StringBuilder out = name();
        if (reason == Admin.UNRESOLVED) {
            out.append(host());
        }
        out.append(" is ").append(upOrDown()).append(drain ? "/DRAIN" : "/READY");
        return out.append(
                switch (reason) {
                    case FORCED_MAINTENANCE -> " (leaving forced maintenance)";
                    case UNRESOLVED -> " (resolves again)";
                    default -> " (leaving maintenance)";
                });
    }

    StringBuilder remainsInMaintenance(Admin reason) {
        StringBuilder out = name();
        return switch (reason) {
            case FORCED_MAINTENANCE -> via(out.append(" is leaving forced maintenance but remains in maintenance"));
            case UNRESOLVED -> via(out.append(host()).append(" resolves again but remains in maintenance"));
            default -> out.append(" remains in forced maintenance");
        };
    }

    StringBuilder leavesDrain(boolean forced) {
        StringBuilder out = name().append(" is ").append(upOrDown());
        return forced ? out.append(" (leaving forced drain)") : via(out.append(" (leaving drain)"));
    }

    StringBuilder remainsInDrain(boolean forced) {
        return forced ? name().append(" remains in forced drain mode") : via(name().append(" remains in drain mode"));
    }

    private StringBuilder name() {
        return new StringBuilder(server.backup() ? "Backup Server " : "Server ").append(path(server));
    }

    private String upOrDown() {
        return server.state() == State.STOPPED ? "DOWN" : "UP";
    }

    private String host() {
        return " ('" + server.spec().address().host() + "')";
    }

    private static String path(Server server) {
        return server.group().name() + '/' + server.name();
    }

    private StringBuilder via(StringBuilder out) {
        Server tracked = server.health().tracked();
        return tracked == null ? out : out.append(" via ").append(path(tracked));
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
