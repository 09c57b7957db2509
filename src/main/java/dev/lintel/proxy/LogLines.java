package dev.lintel.proxy;

import dev.lintel.http.ByteWriter;
import dev.lintel.stream.Loop;
import java.time.ZoneId;

/** The workbenches at which loops put their log lines together, one for each loop; made once for the process. */
public final class LogLines {
    /** The buffers for one line. Owned by one thread. */
    static final class Bench {
        final LogClock clock = new LogClock(ZoneId.systemDefault());
        final ByteWriter message = new ByteWriter(1024);
        final ByteWriter structured = new ByteWriter(0);
        final ByteWriter line = new ByteWriter(1024);
        long wallMicros;
    }

    private final Bench[] benches;

    public LogLines(int loops) {
        benches = new Bench[loops];
        for (int i = 0; i < loops; i++) {
            benches[i] = new Bench();
        }
    }

    /** The loop's own bench, emptied, its clock set. */
    Bench of(Loop loop) {
        Bench bench = benches[loop.index()];
        bench.message.clear();
        bench.structured.clear();
        // Both are of the same reading of the clock.
        bench.wallMicros = loop.wallClock() * 1000 + loop.nowMicros() % 1000;
        return bench;
    }
}
