package dev.lintel.testkit;

import java.util.List;
import java.util.Random;

/** Inputs that are nearly right, always the same for one seed: good ones in which pieces were put, taken out, doubled or exchanged. */
public final class Mutations {
    private static final int MAX_CHANGES = 4;

    private final Random random;
    private final List<byte[]> good;
    private final List<byte[]> pieces;

    public Mutations(long seed, List<byte[]> good, List<byte[]> pieces) {
        this.random = new Random(seed);
        this.good = good;
        this.pieces = pieces;
    }

    public byte[] next() {
        byte[] bytes = one(good);
        for (int i = 1 + random.nextInt(MAX_CHANGES); i > 0; i--) {
            bytes = changed(bytes);
        }
        return bytes;
    }

    /** A number below that, of the same sequence. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    private byte[] one(List<byte[]> all) {
        return all.get(random.nextInt(all.size()));
    }

    private byte[] changed(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, at + random.nextInt(12));
        return switch (random.nextInt(6)) {
            case 0, 1 -> replaced(bytes, at, at, one(pieces));
            case 2 -> replaced(bytes, at, to, one(pieces));
            case 3 -> replaced(bytes, at, to, new byte[0]);
            case 4 -> replaced(bytes, at, at, java.util.Arrays.copyOfRange(bytes, at, to));
            default -> {
                byte[] other = one(good);
                int from = random.nextInt(other.length + 1);
                yield replaced(bytes, at, bytes.length, java.util.Arrays.copyOfRange(other, from, other.length));
            }
        };
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        byte[] result = new byte[bytes.length - (to - from) + by.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
        return result;
    }
}
