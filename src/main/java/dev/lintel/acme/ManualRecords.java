package dev.lintel.acme;

import java.util.ArrayList;
import java.util.List;

/**
 * The records that a human has been asked to set and not yet to remove: the command line, the command socket and the dashboard show them.
 * Any thread. Orders that go on after a restart present their records again, which puts them back here.
 */
public final class ManualRecords {
    private final List<TxtRecord> waiting = new ArrayList<>();

    /** In the order in which they were asked for. */
    public synchronized List<TxtRecord> waiting() {
        return List.copyOf(waiting);
    }

    synchronized void add(TxtRecord record) {
        if (!waiting.contains(record)) {
            waiting.add(record);
        }
    }

    synchronized void remove(TxtRecord record) {
        waiting.remove(record);
    }

    /** The provider that asks a human: it returns at once, and the order waits for the word that the record is there. */
    DnsProvider provider() {
        return new DnsProvider() {
            @Override
            public void present(TxtRecord record) {
                add(record);
            }

            @Override
            public void cleanup(TxtRecord record) {
                remove(record);
            }

            @Override
            public boolean byHand() {
                return true;
            }
        };
    }
}
