package dev.lintel.model;

import java.util.Locale;

/** An {@code option} that is on or off (manual section 4.1). Those with arguments have records of their own. */
public enum Option {
    ABORTONCLOSE,
    ACCEPT_UNSAFE_VIOLATIONS_IN_HTTP_REQUEST,
    ACCEPT_UNSAFE_VIOLATIONS_IN_HTTP_RESPONSE,
    ALLBACKUPS,
    CHECKCACHE,
    CLITCPKA,
    DISABLE_H2_UPGRADE,
    DONTLOG_NORMAL,
    DONTLOGNULL,
    HTTP_BUFFER_REQUEST,
    HTTP_DROP_REQUEST_TRAILERS,
    HTTP_DROP_RESPONSE_TRAILERS,
    HTTP_IGNORE_PROBES,
    HTTP_NO_DELAY,
    HTTP_PRETEND_KEEPALIVE,
    /** {@code option http-restrict-req-hdr-names reject}. */
    HTTP_RESTRICT_REQ_HDR_NAMES,
    /** {@code option http-restrict-req-hdr-names delete}. */
    HTTP_DELETE_REQ_HDR_NAMES,
    HTTP_USE_PROXY_HEADER,
    HTTPCLOSE,
    HTTP_KEEP_ALIVE,
    HTTP_SERVER_CLOSE,
    INDEPENDENT_STREAMS,
    LOG_HEALTH_CHECKS,
    LOG_SEPARATE_ERRORS,
    LOGASAP,
    NOLINGER,
    PERSIST,
    PREFER_LAST_SERVER,
    REDISPATCH,
    SOCKET_STATS,
    SPLICE_AUTO,
    SPLICE_REQUEST,
    SPLICE_RESPONSE,
    SRVTCPKA,
    TCP_SMART_ACCEPT,
    TCP_SMART_CONNECT,
    TCPKA,
    TRANSPARENT;

    /** As the configuration spells it. */
    public String keyword() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
