package dev.lintel.rule;

/** The places in which expressions are evaluated and rules stand, in the order in which an exchange passes them. */
public enum Phase {
    /** While the configuration is loaded: {@code set-var} in global. */
    CONFIGURATION,
    TCP_REQUEST_CONNECTION,
    TCP_REQUEST_SESSION,
    TCP_REQUEST_CONTENT,
    HTTP_REQUEST,
    /** Choosing where it goes: {@code use_backend}, {@code use-server}, {@code balance}, persistence. */
    ROUTING,
    TCP_RESPONSE_CONTENT,
    HTTP_RESPONSE,
    HTTP_AFTER_RESPONSE,
    LOG,
    /** The rules of a health check. */
    CHECK
}
