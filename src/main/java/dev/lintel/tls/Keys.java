package dev.lintel.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives native code the key and the chain of the certificate that was chosen for a handshake: the engine carries its alias as the name
 * of its peer. One for all contexts of the process, so that ten thousand certificates need no context of their own. Any thread.
 */
final class Keys extends X509ExtendedKeyManager {
    /** A handshake that began before a change may still need what was replaced. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final class Kept {
        final Certificate certificate;
        volatile long retiredAt;

        Kept(Certificate certificate) {
            this.certificate = certificate;
        }
    }

    private final Map<String, Kept> byAlias = new ConcurrentHashMap<>();

    /** These are in force; what was before goes after a while. */
    void keep(List<Certificate> inForce) {
        long now = System.nanoTime();
        Map<String, Boolean> wanted = new ConcurrentHashMap<>();
        for (Certificate each : inForce) {
            wanted.put(each.alias(), Boolean.TRUE);
            add(each);
        }
        byAlias.entrySet().removeIf(entry -> {
            Kept kept = entry.getValue();
            if (wanted.containsKey(entry.getKey())) {
                kept.retiredAt = 0;
                return false;
            }
            if (kept.retiredAt == 0) {
                kept.retiredAt = now | 1;
            }
            return now - kept.retiredAt > GRACE_NANOS;
        });
    }

    void add(Certificate certificate) {
        byAlias.computeIfAbsent(certificate.alias(), alias -> new Kept(certificate));
    }

    private @Nullable Certificate find(String alias) {
        Kept kept = byAlias.get(alias);
        return kept == null ? null : kept.certificate;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        String alias = engine.getPeerHost();
        Certificate chosen = alias == null ? null : find(alias);
        if (chosen == null) {
            return null;
        }
        // Asked once for each kind of key that the client takes: a key of another kind is not for it.
        boolean fits = keyType.equals("RSA") ? chosen.isRsa() : chosen.isEcdsa();
        return fits ? alias : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Certificate found = find(alias);
        return found == null ? null : found.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Certificate found = find(alias);
        return found == null ? null : found.key();
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
