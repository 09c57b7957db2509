package dev.lintel.proxy;

import dev.lintel.model.LogSpec;
import dev.lintel.stream.LogSink;

/** One {@code log} line with the opened sink behind it. */
public record LogTarget(LogSpec spec, LogSink sink) {}
