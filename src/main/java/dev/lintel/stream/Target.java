package dev.lintel.stream;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is reached and how its connections are kept. Compared by identity: each {@code server} line has one target for as
 * long as its address and options stay, and every loop keeps its idle connections under it.
 */
public final class Target {
    private final Address address;
    private final Address source;
    private final int poolMax;
    private final int poolLow;
    private final long poolPurge;
    private final int maxReuse;
    private final int proxyProtocol;
    private final SocketOptions socket;
    private final @Nullable TargetTls tls;
    private final boolean http2;
    private volatile boolean retired;

    /** In the clear. */
    public Target(
            Address address,
            Address source,
            int poolMax,
            int poolLow,
            long poolPurge,
            int maxReuse,
            int proxyProtocol,
            SocketOptions socket) {
        this(address, source, poolMax, poolLow, poolPurge, maxReuse, proxyProtocol, socket, null, false);
    }

    /**
     * @param source the address to connect from, or null
     * @param poolMax {@code pool-max-conn}: idle connections kept over all loops; -1 no limit
     * @param poolLow {@code pool-low-conn}
     * @param poolPurge {@code pool-purge-delay}, milliseconds
     * @param maxReuse {@code max-reuse}: requests after the first that a connection may carry; -1 no limit
     * @param proxyProtocol 0 none, 1 or 2: {@code send-proxy}, {@code send-proxy-v2}
     * @param http2 {@code proto h2}: what it speaks whatever ALPN says
     * @param tls how TLS is spoken to it; null: in the clear
     */
    public Target(
            Address address,
            Address source,
            int poolMax,
            int poolLow,
            long poolPurge,
            int maxReuse,
            int proxyProtocol,
            SocketOptions socket,
            @Nullable TargetTls tls,
            boolean http2) {
        this.address = address;
        this.source = source;
        this.poolMax = poolMax;
        this.poolLow = poolLow;
        this.poolPurge = poolPurge;
        this.maxReuse = maxReuse;
        this.proxyProtocol = proxyProtocol;
        this.socket = socket;
        this.tls = tls;
        this.http2 = http2;
    }

    /**
     * The like of it for a single connection that no pool ever sees: a health check's.
     *
     * @param at where it leads
     */
    public Target once(Address at, int proxyHeader, SocketOptions options) {
        Target once = new Target(at, source, 0, 0, 0, 0, proxyHeader, options, tls, false);
        once.retire();
        return once;
    }

    /** Whether connections to the one may serve as connections to the other. */
    public boolean isAlike(Target other) {
        return address.equals(other.address)
                && Objects.equals(source, other.source)
                && poolMax == other.poolMax
                && poolLow == other.poolLow
                && poolPurge == other.poolPurge
                && maxReuse == other.maxReuse
                && proxyProtocol == other.proxyProtocol
                && socket.equals(other.socket)
                && http2 == other.http2
                && (tls == null ? other.tls == null : other.tls != null && tls.isAlike(other.tls));
    }

    /** No configuration names it any more: idle connections are closed instead of kept. */
    public void retire() {
        retired = true;
    }

    public boolean retired() {
        return retired;
    }

    public Address address() {
        return address;
    }

    public Address source() {
        return source;
    }

    public int poolMax() {
        return poolMax;
    }

    public int poolLow() {
        return poolLow;
    }

    public long poolPurge() {
        return poolPurge;
    }

    public int maxReuse() {
        return maxReuse;
    }

    public SocketOptions socket() {
        return socket;
    }

    public boolean http2() {
        return http2;
    }

    /** Whether a connection may turn out to carry several exchanges at once. */
    public boolean mayShare() {
        return http2 || tls != null;
    }

    /** Null: it is spoken to in the clear, health checks included. */
    public @Nullable TargetTls tls() {
        return tls;
    }

    /** What protects the traffic of clients; null: nothing does. */
    public @Nullable TargetTls protectedTraffic() {
        return tls == null || !tls.protectsTraffic() ? null : tls;
    }

    public int proxyProtocol() {
        return proxyProtocol;
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
