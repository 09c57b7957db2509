package dev.lintel.model;

/** Every {@code timeout} of a proxy in milliseconds (manual section 4.2); -1 where it is not set. */
public record Timeouts(
        long client,
        long clientFin,
        long clientHandshake,
        long connect,
        long check,
        long httpKeepAlive,
        long httpRequest,
        long queue,
        long server,
        long serverFin,
        long tarpit,
        long tunnel) {
    public static final long UNSET = -1;
    public static final Timeouts NONE = new Timeouts(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
}
