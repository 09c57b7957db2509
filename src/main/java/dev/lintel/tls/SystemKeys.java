package dev.lintel.tls;

import io.netty.handler.ssl.OpenSslPrivateKeyMethod;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates whose RSA keys the system's OpenSSL has ({@link SystemCrypto}): native code is given their chain when it asks, and
 * asks here again for each signature. All others are given to their connection as a {@link Credential} before, and native code, which
 * asks for them all the same, is told of none. One for all contexts of the process. Any thread.
 */
final class SystemKeys extends X509ExtendedKeyManager implements OpenSslPrivateKeyMethod {
    /** A handshake that began before a change may still need what was replaced. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** For what has no key here; null, for every kind, would end the handshake. */
    private static final String NONE = "";

    private static final class Kept {
        final Certificate certificate;
        final String alias;
        final SystemRsa key;
        /** When it was found to be replaced; 0: it is in force. */
        long retiredAt;

        Kept(Certificate certificate, String alias, SystemRsa key) {
            this.certificate = certificate;
            this.alias = alias;
            this.key = key;
        }
    }

    private final Map<Certificate, Kept> byCertificate = new ConcurrentHashMap<>();
    private final Map<String, Kept> byAlias = new ConcurrentHashMap<>();
    private long given;

    /** These are in force: keys are handed over in the background; what was before goes after a while. */
    void keep(List<Certificate> inForce) {
        boolean rsa = false;
        for (Certificate each : inForce) {
            rsa |= each.isRsa();
        }
        if (rsa || !byAlias.isEmpty()) {
            Thread.ofVirtual().name("lintel-rsa-keys").start(() -> handOver(inForce));
        }
    }

    /** Until it has been, a certificate is a credential as all others. */
    synchronized void handOver(List<Certificate> inForce) {
        if (!SystemCrypto.load()) {
            return;
        }
        Set<Certificate> wanted = new HashSet<>(inForce);
        for (Certificate each : wanted) {
            if (each.isRsa() && !byCertificate.containsKey(each)) {
                add(each);
            }
        }
        long now = System.nanoTime();
        for (Kept kept : byAlias.values()) {
            if (wanted.contains(kept.certificate)) {
                kept.retiredAt = 0;
            } else if (kept.retiredAt == 0) {
                kept.retiredAt = now | 1;
            } else if (now - kept.retiredAt > GRACE_NANOS) {
                byCertificate.remove(kept.certificate);
                byAlias.remove(kept.alias);
            }
        }
    }

    private void add(Certificate certificate) {
        SystemRsa key = SystemRsa.of(certificate.key());
        if (key != null) {
            Kept kept = new Kept(certificate, "rsa" + ++given, key);
            byAlias.put(kept.alias, kept);
            byCertificate.put(certificate, kept);
        }
    }

    /** Under which native code will ask for it, if it is told as the name of the engine's peer; null: it has none here. */
    @Nullable
    String alias(Certificate certificate) {
        Kept kept = certificate.isRsa() ? byCertificate.get(certificate) : null;
        return kept == null ? null : kept.alias;
    }

    private @Nullable Kept find(@Nullable String alias) {
        return alias == null ? null : byAlias.get(alias);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        String alias = engine.getPeerHost();
        if (find(alias) == null) {
            return NONE;
        }
        // Asked once for each kind of key that the client takes: a key of another kind is not for it.
        return keyType.equals("RSA") ? alias : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Kept found = find(alias);
        return found == null ? null : found.certificate.chain().toArray(new X509Certificate[0]);
    }

    /** Never given to native code: it asks for signatures. */
    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return null;
    }

    @Override
    public byte[] sign(SSLEngine engine, int algorithm, byte[] message) throws SignatureException {
        return key(engine).sign(algorithm, message);
    }

    @Override
    public byte[] decrypt(SSLEngine engine, byte[] message) throws SignatureException {
        return key(engine).decrypt(message);
    }

    private SystemRsa key(SSLEngine engine) throws SignatureException {
        Kept kept = find(engine.getPeerHost());
        if (kept == null) {
            throw new SignatureException("its certificate has been replaced");
        }
        return kept.key;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }
}
