package dev.lintel.tls;

import dev.lintel.stream.PeerVerdict;
import dev.lintel.stream.TlsFacts;
import io.netty.handler.ssl.CipherSuiteConverter;
import io.netty.handler.ssl.OpenSslSession;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What a completed handshake agreed on, taken from the engine once, for the engine may be gone when somebody asks. */
public record Handshaken(
        String version,
        String cipher,
        @Nullable String alpn,
        @Nullable String sni,
        boolean resumed,
        byte[] sessionId,
        @Nullable X509Certificate own,
        List<X509Certificate> peer,
        PeerVerdict verdict,
        @Nullable String curve,
        @Nullable Entry entry,
        byte[] hello)
        implements TlsFacts {
    private static final byte[] NO_HELLO = {};

    /** By which door a client came in. */
    record Entry(BindTls bind, ClientHello hello, TlsPolicy policy) {}

    /**
     * Of a connection from a client.
     *
     * @throws Untrusted where a resumed session's certificate is not acceptable any more
     * @throws SSLPeerUnverifiedException where there has to be a certificate and the resumed session has none
     */
    public static Handshaken with(
            ReferenceCountedOpenSslEngine engine, ClientHello hello, BindTls.Choice choice, BindTls bind)
            throws Untrusted, SSLPeerUnverifiedException {
        SSLSession session = engine.getSession();
        ClientTrust trust = choice.context().trust();
        List<X509Certificate> peer = trust == null ? List.of() : peer(session);
        boolean resumed = SSL.isSessionReused(engine.sslPointer());
        return new Handshaken(
                session.getProtocol(),
                cipher(session),
                protocol(engine),
                hello.sni(),
                resumed,
                session.getId(),
                choice.certificate().leaf(),
                peer,
                trust == null ? PeerVerdict.NONE : trust.verdict(session, resumed, peer),
                curve(session),
                new Entry(bind, hello, choice.context()),
                hello.message());
    }

    /** Of a connection to a server, that was asked for {@code name} and may have been shown our own certificate. */
    public static Handshaken towards(ReferenceCountedOpenSslEngine engine, ServerTls tls, @Nullable String name) {
        SSLSession session = engine.getSession();
        return new Handshaken(
                session.getProtocol(),
                cipher(session),
                protocol(engine),
                name,
                SSL.isSessionReused(engine.sslPointer()),
                session.getId(),
                tls.own() == null ? null : tls.own().leaf(),
                peer(session),
                PeerVerdict.NONE,
                curve(session),
                null,
                NO_HELLO);
    }

    /** Looked up when it is asked for, which is rare: the certificate itself knows no file. */
    @Override
    public @Nullable String ownName() {
        return entry == null || own == null ? null : entry.bind.nameOf(own);
    }

    @Override
    public boolean guarded() {
        return entry != null && entry.bind.guarded();
    }

    @Override
    public boolean admits(@Nullable String host) {
        return entry == null || entry.bind.admits(host, entry.hello, entry.policy, !peer.isEmpty());
    }

    private static @Nullable String curve(SSLSession session) {
        return session instanceof OpenSslSession known ? known.getNamedGroup() : null;
    }

    static String cipher(SSLSession session) {
        String suite = session.getCipherSuite();
        // BoringSSL has names of its own for TLS 1.3; logs and rules know those of the standard.
        String known = CipherSuiteConverter.toOpenSsl(suite, false);
        return known == null ? suite : known;
    }

    static @Nullable String protocol(ReferenceCountedOpenSslEngine engine) {
        String chosen = engine.getApplicationProtocol();
        return chosen == null || chosen.isEmpty() ? null : chosen;
    }

    static List<X509Certificate> peer(SSLSession session) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate each : session.getPeerCertificates()) {
                chain.add((X509Certificate) each);
            }
            return chain;
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }
}
