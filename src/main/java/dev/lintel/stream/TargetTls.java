package dev.lintel.stream;

/** How TLS is spoken to a target: a handle that only {@code net} looks into. Immutable but for the sessions it remembers. */
public interface TargetTls {
    /** Whether it is made of the same settings and the same files' contents: then connections to the one may serve for the other. */
    boolean isAlike(TargetTls other);

    /** Whether what clients send is protected; else only health checks are. */
    boolean protectsTraffic();
}
