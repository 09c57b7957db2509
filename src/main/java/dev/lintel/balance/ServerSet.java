package dev.lintel.balance;

import java.util.ArrayList;
import java.util.List;

/** Who may be chosen at one moment, and how: immutable, built anew whenever a server's state or weight changes. */
public final class ServerSet {
    private final Server[] candidates;
    private final int[] weights;
    private final int totalWeight;
    private final int weightDivisor;
    private final int active;
    private final int backups;
    private final boolean lastResort;
    private final Balancer balancer;

    /** @param previous the set that this one replaces, or null */
    ServerSet(List<Server> all, boolean allBackups, Balancers.Plan plan, ServerSet previous) {
        List<Server> primaries = new ArrayList<>();
        List<Server> reserves = new ArrayList<>();
        for (Server server : all) {
            if (server.usable()) {
                (server.backup() ? reserves : primaries).add(server);
            }
        }
        active = primaries.size();
        backups = reserves.size();
        lastResort = primaries.isEmpty() && !allBackups && !reserves.isEmpty();
        List<Server> chosen = !primaries.isEmpty() ? primaries : lastResort ? reserves.subList(0, 1) : reserves;
        candidates = chosen.toArray(new Server[0]);
        weights = new int[candidates.length];
        int total = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = candidates[i].effectiveWeight();
            total += weights[i];
        }
        totalWeight = total;
        int divisor = 0;
        for (Server server : all) {
            divisor = Rotation.gcd(divisor, server.spec().weight());
        }
        weightDivisor = Math.max(1, divisor);
        balancer = plan.build(this, previous == null ? null : previous.balancer);
    }

    /** Whether nobody can serve. */
    public boolean isEmpty() {
        return candidates.length == 0;
    }

    public int size() {
        return candidates.length;
    }

    public Server server(int i) {
        return candidates[i];
    }

    /** The effective weight that the server had when the set was built. */
    public int weight(int i) {
        return weights[i];
    }

    public int totalWeight() {
        return totalWeight;
    }

    /** What divides the configured weights of all servers. */
    int weightDivisor() {
        return weightDivisor;
    }

    /** Usable servers that are no backups, as in {@code nbsrv} and in messages. */
    public int active() {
        return active;
    }

    public int backups() {
        return backups;
    }

    /** Whether the only candidate is the first backup (manual section 4.2, {@code option allbackups}). */
    public boolean lastResort() {
        return lastResort;
    }

    public boolean contains(Server server) {
        for (Server candidate : candidates) {
            if (candidate == server) {
                return true;
            }
        }
        return false;
    }

    public Balancer balancer() {
        return balancer;
    }
}
