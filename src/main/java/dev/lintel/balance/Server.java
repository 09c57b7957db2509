package dev.lintel.balance;

import dev.lintel.http.Bytes;
import dev.lintel.model.ServerSpec;
import dev.lintel.stream.Target;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** A server as it lives: one {@code server} line, with its health, weight, load and counters. Shared by all loops. */
public final class Server {
    private final ServerSpec spec;
    private final byte[] nameBytes;
    private volatile Target target;

    /** Connections and exchanges that it holds now, over all loops. */
    public final AtomicInteger current = new AtomicInteger();

    public final LongAdder sessions = new LongAdder();

    public Server(ServerSpec spec, Target target) {
        this.spec = spec;
        this.nameBytes = Bytes.of(spec.name());
        this.target = target;
    }

    public ServerSpec spec() {
        return spec;
    }

    public String name() {
        return spec.name();
    }

    public byte[] nameBytes() {
        return nameBytes;
    }

    /** Where it is reached now; null while its name is not resolved. */
    public Target target() {
        return target;
    }

    public void target(Target target) {
        this.target = target;
    }
}
