package dev.lintel.balance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Servers in turn, each as often as its weight says: the turns of one round are laid out once, and a choice is one step of a counter
 * that all loops share.
 */
final class Rotation implements Balancer {
    /** A round is cut off here: enough for the proportions, and bounded memory whatever the weights. */
    private static final int LONGEST = 1 << 16;

    private final ServerSet set;
    private final short[] turns;
    private final AtomicInteger step;

    private Rotation(ServerSet set, short[] turns, int step) {
        this.set = set;
        this.turns = turns;
        this.step = new AtomicInteger(step);
    }

    /** The turns of {@code roundrobin}: heavy servers first, and each comes again as late as its weight allows. */
    static Rotation smooth(ServerSet set, @Nullable Balancer previous) {
        short[] turns = shortened(new Smoothing(set).turns(), set);
        return new Rotation(set, turns, previous instanceof Rotation before ? before.nextIn(set, turns) : 0);
    }

    /** The turns of {@code static-rr} and of hashed requests without a key. */
    static Rotation fixed(ServerSet set, @Nullable Balancer previous) {
        short[] turns = MapHash.places(set);
        return new Rotation(set, turns, previous instanceof Rotation before ? before.position() % turns.length : 0);
    }

    private int position() {
        return (int) ((step.get() & 0xffffffffL) % turns.length);
    }

    /** Where in the new turns the server stands that would have been next in the old ones. */
    private int nextIn(ServerSet next, short[] nextTurns) {
        int from = position();
        for (int i = 0; i < turns.length; i++) {
            Server server = set.server(turns[(from + i) % turns.length]);
            for (int k = 0; k < nextTurns.length; k++) {
                if (next.server(nextTurns[k]) == server) {
                    return k;
                }
            }
        }
        return 0;
    }

    @Override
    public @Nullable Server pick(long key, @Nullable Server avoid) {
        Server next = turn();
        return next.hasRoom() && next != avoid ? next : further(avoid);
    }

    private Server turn() {
        return set.server(turns[(int) ((step.getAndIncrement() & 0xffffffffL) % turns.length)]);
    }

    /** Passes over those that are full; who is to be avoided is taken where nobody else is left. */
    private @Nullable Server further(@Nullable Server avoid) {
        boolean other = false;
        boolean avoided = false;
        for (int i = 0; i < set.size(); i++) {
            Server server = set.server(i);
            boolean room = server.hasRoom();
            other |= room && server != avoid;
            avoided |= room && server == avoid;
        }
        for (int i = 0; other && i < turns.length; i++) {
            Server next = turn();
            if (next != avoid && next.hasRoom()) {
                return next;
            }
        }
        return avoided ? avoid : null;
    }

    /** The smallest part of which the turns are a repetition. */
    private static short[] shortened(short[] turns, ServerSet set) {
        int divisor = set.totalWeight();
        for (int i = 0; i < set.size(); i++) {
            divisor = gcd(divisor, set.weight(i));
        }
        int period = set.totalWeight() / divisor;
        if (period >= turns.length || turns.length % period != 0) {
            return turns;
        }
        return Arrays.equals(turns, period, turns.length, turns, 0, turns.length - period)
                ? Arrays.copyOf(turns, period)
                : turns;
    }

    static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /**
     * Lays out one round. Every server has a place on a line at which it is due; a server of weight w comes again total/w places later,
     * the remainder of the division adding up to a place of its own. Servers that have not had a turn yet fill the holes, heaviest first.
     */
    private static final class Smoothing {
        private final ServerSet set;
        private final int total;
        private final int[] due;
        private final int[] rest;
        private final int[] entered;
        private int entries;

        Smoothing(ServerSet set) {
            this.set = set;
            total = set.totalWeight();
            due = new int[set.size()];
            rest = new int[set.size()];
            entered = new int[set.size()];
        }

        short[] turns() {
            Integer[] fresh = new Integer[set.size()];
            Arrays.setAll(fresh, i -> i);
            Arrays.sort(fresh, Comparator.comparingInt(i -> -set.weight(i)));
            PriorityQueue<Integer> waiting = new PriorityQueue<>(this::compare);
            short[] turns = new short[Math.min(total, LONGEST)];
            int nextFresh = 0;
            int count = 0;
            while (count < turns.length) {
                int place = total + count;
                Integer first = waiting.peek();
                int server;
                if (nextFresh < fresh.length && (first == null || due[first] > place)) {
                    server = fresh[nextFresh++];
                    due[server] = place;
                } else if (first != null) {
                    server = waiting.poll();
                } else {
                    break;
                }
                turns[count++] = (short) server;
                advance(server);
                if (due[server] < 2 * total) {
                    entered[server] = entries++;
                    waiting.add(server);
                }
            }
            return Arrays.copyOf(turns, count);
        }

        private void advance(int server) {
            int weight = set.weight(server);
            due[server] += total / weight;
            rest[server] += total % weight;
            if (rest[server] >= weight) {
                rest[server] -= weight;
                due[server]++;
            }
        }

        /** By place; at the same place who is behind less and weighs more; else who has waited longer. */
        private int compare(int a, int b) {
            if (due[a] != due[b]) {
                return Integer.compare(due[a], due[b]);
            }
            int leftA = (4096 + rest[a] - set.weight(a)) / Server.WEIGHT_SCALE;
            int leftB = (4096 + rest[b] - set.weight(b)) / Server.WEIGHT_SCALE;
            return leftA != leftB ? Integer.compare(leftA, leftB) : Integer.compare(entered[a], entered[b]);
        }
    }
}
