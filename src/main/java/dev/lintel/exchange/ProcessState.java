package dev.lintel.exchange;

import dev.lintel.http.Bytes;
import dev.lintel.tls.Challenges;
import java.util.concurrent.atomic.AtomicInteger;

/** Facts about this process that rules may ask for ({@code act_conn}, {@code uptime}, {@code stopping}); shared by all loops. */
public final class ProcessState {
    /** Milliseconds since 1970. */
    public final long startedMillis;

    public final byte[] hostname;
    /** The text of {@code node}, or the host's name. */
    public final byte[] node;

    public final int threads;
    /** Client connections open now, over all frontends. */
    public final AtomicInteger connections = new AtomicInteger();

    /** The same by client address. */
    public final SourceCounts sources = new SourceCounts();

    /** What authorities are about to ask for. */
    public final Challenges challenges = new Challenges();

    /** Gives each exchange its number. */
    public final AtomicInteger exchanges = new AtomicInteger();

    public volatile boolean stopping;

    public ProcessState(long startedMillis, String hostname, String node, int threads) {
        this.startedMillis = startedMillis;
        this.hostname = Bytes.of(hostname);
        this.node = Bytes.of(node);
        this.threads = threads;
    }
}
