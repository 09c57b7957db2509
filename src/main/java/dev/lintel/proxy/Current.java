package dev.lintel.proxy;

/** The one place where the snapshot in force stands: a reload is one volatile write here. */
public final class Current {
    private volatile Snapshot snapshot;
    private volatile boolean stopping;

    public Current(Snapshot first) {
        snapshot = first;
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    public void swap(Snapshot next) {
        snapshot = next;
    }

    /** From now on every connection ends with the answer in progress. */
    public void stopping(boolean on) {
        stopping = on;
    }

    public boolean stopping() {
        return stopping;
    }
}
