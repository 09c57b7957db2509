package dev.lintel.proxy;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.model.LogSpec;
import dev.lintel.stream.LogSink;
import dev.lintel.stream.Loop;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One {@code log} line at work: puts the header before a message, shortens it, and hands it to the sink (manual section 4.2, {@code
 * log}). Shared by all loops.
 */
final class Logger {
    /** Which time stands in the header. */
    private enum Time {
        NONE,
        PLAIN,
        ISO
    }

    private final LogSink sink;
    private final int maxLevel;
    private final int minLevel;
    private final int length;
    private final Time time;
    private final boolean structured;
    /** What stands before the time, by level. */
    private final byte[][] before = new byte[8][];

    private final byte[] after;

    private final boolean[] sampled;
    private final AtomicInteger count = new AtomicInteger();

    Logger(LogTarget target, LogOrigin origin) {
        LogSpec spec = target.spec();
        String format = spec.format() != null ? spec.format() : origin.hostname() == null ? "local" : "rfc3164";
        String tag = origin.tag();
        String host = origin.hostname();
        this.sink = target.sink();
        this.maxLevel = spec.maxLevel();
        this.minLevel = spec.minLevel();
        this.length = spec.length();
        this.time = switch (format) {
            case "local", "rfc3164" -> Time.PLAIN;
            case "rfc5424", "timed", "iso" -> Time.ISO;
            default -> Time.NONE;
        };
        this.structured = format.equals("rfc5424");
        this.after = Bytes.of(
                switch (format) {
                    case "local" -> " " + tag + "[" + origin.pid() + "]: ";
                    case "rfc3164" ->
                        " " + (host == null ? "localhost" : host) + " " + tag + "[" + origin.pid() + "]: ";
                    case "rfc5424" -> " " + (host == null ? "-" : host) + " " + tag + " " + origin.pid() + " - ";
                    case "timed", "iso" -> " ";
                    default -> "";
                });
        for (int level = 0; level < before.length; level++) {
            before[level] = Bytes.of(
                    switch (format) {
                        case "raw", "iso" -> "";
                        case "short", "timed" -> "<" + level + ">";
                        case "rfc5424" -> "<" + (spec.facility() * 8 + level) + ">1 ";
                        default -> "<" + (spec.facility() * 8 + level) + ">";
                    });
        }
        this.sampled = spec.sampleRanges().isEmpty() ? null : sampled(spec);
    }

    private static boolean[] sampled(LogSpec spec) {
        boolean[] in = new boolean[spec.sampleSize()];
        for (int[] range : spec.sampleRanges()) {
            for (int i = range[0]; i <= range[1]; i++) {
                in[i - 1] = true;
            }
        }
        return in;
    }

    /** Whether a message of that level goes here; counts it for the sample. */
    boolean takes(int level) {
        return level <= maxLevel
                && (sampled == null || sampled[Math.floorMod(count.getAndIncrement(), sampled.length)]);
    }

    /** Whether structured data is of any use here. */
    boolean structured() {
        return structured;
    }

    /** @param loop null: not on a loop */
    void write(Loop loop, LogLines.Bench bench, int level) {
        ByteWriter line = bench.line;
        compose(line, bench, level);
        if (loop == null) {
            sink.write(line.array(), 0, line.size());
        } else {
            sink.write(loop, line.array(), 0, line.size());
        }
    }

    /** The whole line; never longer than configured, its end mark included. */
    private void compose(ByteWriter line, LogLines.Bench bench, int level) {
        line.clear();
        line.put(before[Math.max(level, minLevel)]);
        switch (time) {
            case PLAIN -> bench.clock.plain(line, bench.wallMicros);
            case ISO -> bench.clock.iso(line, bench.wallMicros);
            case NONE -> {}
        }
        line.put(after);
        if (!structured || structuredData(line, bench.structured)) {
            line.put(bench.message.array(), 0, bench.message.size());
        }
        if (line.size() >= length) {
            line.truncate(length - 1);
        }
        line.put('\n');
    }

    /** RFC 5424 section 6.3. What does not fit as a whole is left out, and then the message with it; false: there is no room for one. */
    private boolean structuredData(ByteWriter line, ByteWriter data) {
        if (data.size() == 0) {
            line.put("- ");
            return true;
        }
        int room = length - line.size() - data.size();
        if (room < 2) {
            return false;
        }
        line.put(data.array(), 0, data.size());
        if (room < 3) {
            return false;
        }
        line.put(' ');
        return true;
    }
}
