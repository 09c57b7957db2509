package dev.lintel.proxy;

import java.util.Map;

/** One configuration at run time: immutable, made by the compiler, read once by every exchange. */
public record Snapshot(Map<String, Frontend> frontends, Map<String, Backend> backends, Process process) {
    /** What belongs to the process rather than to one proxy. {@code maxconn}: client connections at a time, over all frontends. */
    public record Process(int maxconn, long hardStopAfterMillis) {}
}
