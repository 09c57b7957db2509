package dev.lintel.http;

import java.util.Arrays;

/**
 * An ordered list of fields in flat arrays. A value is a span of some byte array, most often of the head as it was received; spans are
 * never written to, so values may be shared. Owned by the loop of its message.
 */
public final class Headers {
    private HeaderName[] names;
    private byte[][] bufs;
    private int[] offs;
    private int[] lens;
    private int size;

    public Headers() {
        this(16);
    }

    public Headers(int capacity) {
        names = new HeaderName[capacity];
        bufs = new byte[capacity][];
        offs = new int[capacity];
        lens = new int[capacity];
    }

    public int size() {
        return size;
    }

    public HeaderName name(int i) {
        return names[i];
    }

    public byte[] buf(int i) {
        return bufs[i];
    }

    public int off(int i) {
        return offs[i];
    }

    public int len(int i) {
        return lens[i];
    }

    /** The value as text, ISO 8859-1; allocates. */
    public String text(int i) {
        return Bytes.text(bufs[i], offs[i], lens[i]);
    }

    /** The index of the first field of that name at or after {@code from}, or -1. */
    public int find(HeaderName name, int from) {
        for (int i = from; i < size; i++) {
            if (names[i].is(name)) {
                return i;
            }
        }
        return -1;
    }

    public int find(HeaderName name) {
        return find(name, 0);
    }

    public boolean contains(HeaderName name) {
        return find(name, 0) >= 0;
    }

    /** The first value of that name as text, or null; allocates. */
    public String text(HeaderName name) {
        int i = find(name, 0);
        return i < 0 ? null : text(i);
    }

    public void add(HeaderName name, byte[] buf, int off, int len) {
        if (size == names.length) {
            int capacity = size * 2;
            names = Arrays.copyOf(names, capacity);
            bufs = Arrays.copyOf(bufs, capacity);
            offs = Arrays.copyOf(offs, capacity);
            lens = Arrays.copyOf(lens, capacity);
        }
        names[size] = name;
        bufs[size] = buf;
        offs[size] = off;
        lens[size] = len;
        size++;
    }

    public void add(HeaderName name, byte[] value) {
        add(name, value, 0, value.length);
    }

    public void add(HeaderName name, String value) {
        add(name, Bytes.of(value));
    }

    /** Removes every field of that name, then adds this one at the end, as {@code http-request set-header} does. */
    public void set(HeaderName name, byte[] buf, int off, int len) {
        removeAll(name);
        add(name, buf, off, len);
    }

    public void set(HeaderName name, byte[] value) {
        set(name, value, 0, value.length);
    }

    /** Replaces the value at an index; name and place stay. */
    public void value(int i, byte[] buf, int off, int len) {
        bufs[i] = buf;
        offs[i] = off;
        lens[i] = len;
    }

    public void remove(int i) {
        int moved = size - i - 1;
        if (moved > 0) {
            System.arraycopy(names, i + 1, names, i, moved);
            System.arraycopy(bufs, i + 1, bufs, i, moved);
            System.arraycopy(offs, i + 1, offs, i, moved);
            System.arraycopy(lens, i + 1, lens, i, moved);
        }
        size--;
        names[size] = null;
        bufs[size] = null;
    }

    /** Removes every field of that name; returns how many there were. */
    public int removeAll(HeaderName name) {
        int removed = 0;
        for (int i = size - 1; i >= 0; i--) {
            if (names[i].is(name)) {
                remove(i);
                removed++;
            }
        }
        return removed;
    }

    public void clear() {
        Arrays.fill(names, 0, size, null);
        Arrays.fill(bufs, 0, size, null);
        size = 0;
    }

    public Headers copy() {
        Headers copy = new Headers(Math.max(size, 4));
        for (int i = 0; i < size; i++) {
            copy.add(names[i], bufs[i], offs[i], lens[i]);
        }
        return copy;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < size; i++) {
            out.append(names[i]).append(": ").append(text(i)).append('\n');
        }
        return out.toString();
    }
}
