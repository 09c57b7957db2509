package dev.lintel.stream;

/**
 * What the kernel is asked to do for a connection.
 *
 * @param keepAlive {@code option tcpka}, {@code clitcpka}, {@code srvtcpka}: probes while it is silent
 * @param userTimeoutMillis {@code tcp-ut}: how long data may stay unacknowledged; 0: as the kernel likes
 */
public record SocketOptions(boolean keepAlive, int userTimeoutMillis) {
    public static final SocketOptions NONE = new SocketOptions(false, 0);
}
