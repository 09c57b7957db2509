package dev.lintel.stream;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a connection that TLS protects, once its handshake is complete. Read on the connection's loop. */
public interface TlsFacts {
    /** {@code TLSv1.3}, {@code TLSv1.2}... */
    String version();

    /** In OpenSSL's spelling: {@code TLS_AES_256_GCM_SHA384}, {@code ECDHE-RSA-AES128-GCM-SHA256}. */
    String cipher();

    /** The protocol that ALPN chose, or null. */
    @Nullable
    String alpn();

    /** The name that the client asked for, lower-cased, or null. */
    @Nullable
    String sni();

    /** Whether an earlier session was resumed. */
    boolean resumed();

    byte[] sessionId();

    /** Our certificate; null towards a server that asked for none. */
    @Nullable
    X509Certificate own();

    /** The peer's certificate and what it sent to complete its chain; empty where it sent none. */
    List<X509Certificate> peer();

    /** What was found wrong with the peer's certificate, and overlooked. */
    PeerVerdict verdict();

    /** The group of the key exchange, or null where there was none. */
    @Nullable
    String curve();

    /** What {@code show ssl cert} calls our certificate; null towards servers. */
    @Nullable
    String ownName();

    /** Whether {@link #admits} has to be asked for each request: not all hosts want the same of clients' certificates. */
    boolean guarded();

    /**
     * Whether the client may ask for that host on this connection: false where the handshake for it would have asked more of the
     * client's certificate.
     *
     * @param host lower-cased, without a port or the dot of the root; null: none is named
     */
    boolean admits(@Nullable String host);

    /** The client's hello as it came, without record headers; empty towards servers. */
    byte[] hello();
}
