package dev.lintel.model;

/**
 * An address as the language writes it (manual section 11).
 *
 * @param host a literal address or a name; {@code *} or empty: any; the path of a unix socket; the digits of {@code fd@}
 * @param port 0: none given (a server then takes the client's port); for {@code +n} and {@code -n} see {@code portOffset}
 */
public record AddressSpec(Kind kind, String host, int port, boolean portOffset) {
    public enum Kind {
        IP,
        IPV4,
        IPV6,
        UNIX,
        ABSTRACT,
        FD
    }

    @Override
    public String toString() {
        return switch (kind) {
            case UNIX -> "unix@" + host;
            case ABSTRACT -> "abns@" + host;
            case FD -> "fd@" + host;
            default -> (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        };
    }
}
