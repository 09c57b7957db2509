package dev.lintel.rule;

import dev.lintel.http.Bytes;

/** A hash table from text to a number that is asked with a span of bytes, without allocating. Filled once, then read by all loops. */
public final class SpanTable {
    public static final int ABSENT = -1;

    private final boolean ignoreCase;
    private byte[][] keys = new byte[16][];
    private int[] values = new int[16];
    private int size;
    /** A bit for each length that some text has; those above 63 share one. Most texts that are asked for fail here. */
    private long lengths;

    public SpanTable(boolean ignoreCase) {
        this.ignoreCase = ignoreCase;
    }

    public int size() {
        return size;
    }

    /** Adds a text; one that is there already keeps its number. */
    public void putIfAbsent(byte[] text, int value) {
        if (size * 2 >= keys.length) {
            grow();
        }
        byte[] key = text.clone();
        if (ignoreCase) {
            for (int i = 0; i < key.length; i++) {
                key[i] = Bytes.lower(key[i]);
            }
        }
        int slot = slot(key, 0, key.length);
        if (keys[slot] == null) {
            keys[slot] = key;
            values[slot] = value;
            lengths |= bit(key.length);
            size++;
        }
    }

    /** The number of that text, or ABSENT. */
    public int find(byte[] buf, int off, int len) {
        if ((lengths & bit(len)) == 0) {
            return ABSENT;
        }
        int slot = slot(buf, off, len);
        return keys[slot] == null ? ABSENT : values[slot];
    }

    private static long bit(int length) {
        return 1L << Math.min(length, 63);
    }

    private int slot(byte[] buf, int off, int len) {
        int mask = keys.length - 1;
        int slot = hash(buf, off, len) & mask;
        while (keys[slot] != null && !same(buf, off, len, keys[slot])) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean same(byte[] buf, int off, int len, byte[] key) {
        return ignoreCase ? Bytes.equalIgnoreCase(buf, off, len, key) : Bytes.equal(buf, off, len, key);
    }

    private int hash(byte[] buf, int off, int len) {
        int h = len;
        for (int i = off, end = off + len; i < end; i++) {
            h = h * 31 + (ignoreCase ? Bytes.lower(buf[i]) : buf[i]);
        }
        // The low bits of a polynomial over similar names are poor; fold the high ones in.
        h *= 0x9E3779B9;
        return h ^ h >>> 15;
    }

    private void grow() {
        byte[][] oldKeys = keys;
        int[] oldValues = values;
        keys = new byte[oldKeys.length * 2][];
        values = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != null) {
                int slot = slot(oldKeys[i], 0, oldKeys[i].length);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
