package dev.lintel.model;

import dev.lintel.base.Pos;
import java.util.List;

/**
 * One {@code server} line with its {@code default-server} applied; a {@code server-template} is several (manual section 5.2).
 *
 * @param cookie the value for persistence, or null
 * @param weight 0 to 256
 * @param maxconn 0: no limit; {@code minconn} 0: no dynamic limit
 * @param poolMaxConn -1: no limit
 * @param initAddr words of {@code init-addr}; empty: {@code last,libc}
 * @param redir the prefix of {@code redir}, or null
 * @param proto {@code h1} or {@code h2}; null: what ALPN says, else {@code h1}
 * @param tls null: clear text, checks included
 * @param onError {@code fail-check}, {@code fastinter}, {@code sudden-death}, {@code mark-down}; null: fail-check
 */
public record ServerSpec(
        Pos pos,
        String name,
        int id,
        AddressSpec address,
        String cookie,
        int weight,
        boolean backup,
        boolean disabled,
        int maxconn,
        int minconn,
        int maxqueue,
        int poolMaxConn,
        int poolLowConn,
        long poolPurgeDelayMillis,
        int maxReuse,
        long slowStartMillis,
        CheckOptions check,
        Observe observe,
        int errorLimit,
        String onError,
        boolean shutdownSessionsOnMarkedDown,
        boolean shutdownBackupSessionsOnMarkedUp,
        String redir,
        List<String> initAddr,
        AddressSpec source,
        int sendProxy,
        long tcpUserTimeoutMillis,
        String track,
        ServerTlsSpec tls,
        String proto) {
    /** The same line with another cookie value. */
    public ServerSpec withCookie(String value) {
        return new ServerSpec(
                pos,
                name,
                id,
                address,
                value,
                weight,
                backup,
                disabled,
                maxconn,
                minconn,
                maxqueue,
                poolMaxConn,
                poolLowConn,
                poolPurgeDelayMillis,
                maxReuse,
                slowStartMillis,
                check,
                observe,
                errorLimit,
                onError,
                shutdownSessionsOnMarkedDown,
                shutdownBackupSessionsOnMarkedUp,
                redir,
                initAddr,
                source,
                sendProxy,
                tcpUserTimeoutMillis,
                track,
                tls,
                proto);
    }

    public enum Observe {
        NONE,
        LAYER4,
        LAYER7
    }

    /**
     * How the server is checked.
     *
     * @param address another address to check, or null; {@code port} 0: the server's
     * @param fastInterMillis and {@code downInterMillis}: 0: as {@code interMillis}
     * @param proto {@code h1}, {@code h2} or {@code none}; null: as the server's, else what ALPN says
     */
    public record CheckOptions(
            boolean enabled,
            AddressSpec address,
            int port,
            long interMillis,
            long fastInterMillis,
            long downInterMillis,
            int rise,
            int fall,
            boolean sendProxy,
            String proto) {}
}
