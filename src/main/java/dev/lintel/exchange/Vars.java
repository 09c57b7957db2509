package dev.lintel.exchange;

import dev.lintel.http.Bytes;

/**
 * The variables of one scope, by slot. Names are turned into slots when the configuration is compiled. A value is copied in, so that it
 * outlives the head that it came from. Not thread-safe: owned by the loop of its scope (process-wide variables live in {@link
 * ProcessVars}).
 */
public final class Vars {
    private static final Sample[] NONE = new Sample[0];

    private Sample[] slots = NONE;

    /** Fills {@code out} and returns true where the variable is set. */
    public boolean get(int slot, Sample out) {
        if (slot >= slots.length || slots[slot] == null) {
            return false;
        }
        out.copyFrom(slots[slot]);
        return true;
    }

    public void set(int slot, Sample value) {
        if (slot >= slots.length) {
            slots = java.util.Arrays.copyOf(slots, Math.max(slot + 1, 4));
        }
        Sample kept = new Sample();
        kept.copyFrom(value);
        kept.buf = value.len == 0 ? Bytes.EMPTY : value.copyBytes();
        kept.off = 0;
        slots[slot] = kept;
    }

    public void unset(int slot) {
        if (slot < slots.length) {
            slots[slot] = null;
        }
    }
}
