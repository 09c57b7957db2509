package dev.lintel.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * Networks of one family, laid out as the pieces of the address space between their borders: a look-up is one binary search, whatever the
 * number and nesting of networks. Immutable.
 */
final class NetworkTable {
    private final long[] highs;
    private final long[] lows;
    private final int[] owners;

    /** A network; {@code number} is its place in the list. */
    record Entry(long high, long low, int prefix, int number) {}

    private NetworkTable(List<long[]> pieces) {
        highs = new long[pieces.size()];
        lows = new long[pieces.size()];
        owners = new int[pieces.size()];
        for (int i = 0; i < owners.length; i++) {
            highs[i] = pieces.get(i)[0];
            lows[i] = pieces.get(i)[1];
            owners[i] = (int) pieces.get(i)[2];
        }
    }

    /** First and last address of a network, and whose it is. */
    private record Span(long high, long low, long lastHigh, long lastLow, int number) {
        static Span of(Entry entry, int bits) {
            int free = bits - entry.prefix;
            long lowMask = free >= 64 ? 0 : -1L << free;
            long highMask = free <= 64 ? -1L : free >= 128 ? 0 : -1L << free - 64;
            long high = entry.high & highMask;
            long low = entry.low & lowMask;
            return new Span(high, low, high | ~highMask, low | ~lowMask, entry.number);
        }

        boolean contains(Span other) {
            return compare(high, low, other.high, other.low) <= 0
                    && compare(lastHigh, lastLow, other.lastHigh, other.lastLow) >= 0;
        }
    }

    private static int compare(long highA, long lowA, long highB, long lowB) {
        int high = Long.compareUnsigned(highA, highB);
        return high != 0 ? high : Long.compareUnsigned(lowA, lowB);
    }

    /** Of two entries for the same network the first counts. The prefixes are counted from the top of so many bits, 32 or 128. */
    static NetworkTable of(List<Entry> entries, int bits) {
        List<Span> spans = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            spans.add(Span.of(entry, bits));
        }
        spans.sort((a, b) -> {
            int start = compare(a.high, a.low, b.high, b.low);
            int wider = compare(b.lastHigh, b.lastLow, a.lastHigh, a.lastLow);
            return start != 0 ? start : wider != 0 ? wider : Integer.compare(a.number, b.number);
        });
        return new NetworkTable(pieces(spans));
    }

    /** Walks the spans from the lowest address up; {@code open} are those around the current place, the narrowest last. */
    private static List<long[]> pieces(List<Span> spans) {
        List<long[]> pieces = new ArrayList<>(2 * spans.size() + 1);
        pieces.add(new long[] {0, 0, -1});
        List<Span> open = new ArrayList<>();
        Span previous = null;
        for (Span span : spans) {
            boolean repeated = previous != null && previous.contains(span) && span.contains(previous);
            if (repeated) {
                continue;
            }
            previous = span;
            while (!open.isEmpty() && !open.getLast().contains(span)) {
                close(open, pieces);
            }
            pieces.add(new long[] {span.high, span.low, span.number});
            open.add(span);
        }
        while (!open.isEmpty()) {
            close(open, pieces);
        }
        return distinct(pieces);
    }

    /** Behind the last address of the innermost network begins the one around it again. */
    private static void close(List<Span> open, List<long[]> pieces) {
        Span closed = open.removeLast();
        long low = closed.lastLow + 1;
        long high = closed.lastHigh + (low == 0 ? 1 : 0);
        if (high != 0 || low != 0) {
            pieces.add(new long[] {high, low, open.isEmpty() ? -1 : open.getLast().number});
        }
    }

    /** Of several pieces that begin at one address only the last is longer than nothing. */
    private static List<long[]> distinct(List<long[]> pieces) {
        List<long[]> out = new ArrayList<>(pieces.size());
        for (long[] piece : pieces) {
            if (!out.isEmpty() && out.getLast()[0] == piece[0] && out.getLast()[1] == piece[1]) {
                out.removeLast();
            }
            out.add(piece);
        }
        return out;
    }

    /** The place in the list of the narrowest network around the address, or -1. */
    int find(long high, long low) {
        int from = 0;
        int to = owners.length - 1;
        while (from < to) {
            int middle = from + to + 1 >>> 1;
            if (compare(highs[middle], lows[middle], high, low) <= 0) {
                from = middle;
            } else {
                to = middle - 1;
            }
        }
        return owners[from];
    }
}
