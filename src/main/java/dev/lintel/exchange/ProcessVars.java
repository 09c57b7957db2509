package dev.lintel.exchange;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The variables of scope {@code proc}: shared by all loops, kept over reloads. Values are immutable once stored. */
public final class ProcessVars {
    private final ConcurrentMap<String, Sample> values = new ConcurrentHashMap<>();

    public boolean get(String name, Sample out) {
        Sample value = values.get(name);
        if (value == null) {
            return false;
        }
        out.copyFrom(value);
        return true;
    }

    public void set(String name, Sample value) {
        Sample kept = new Sample();
        kept.copyFrom(value);
        kept.buf = value.copyBytes();
        kept.off = 0;
        values.put(name, kept);
    }

    public void unset(String name) {
        values.remove(name);
    }

    public boolean contains(String name) {
        return values.containsKey(name);
    }
}
