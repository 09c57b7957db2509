package dev.lintel.tls;

import dev.lintel.model.TlsPolicySpec;
import dev.lintel.model.TlsPolicySpec.Verify;
import dev.lintel.model.TlsVersion;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is spoken to clients under one policy: a native context that serves any number of certificates. Made by the control plane, used
 * by every loop; its native part goes with the last connection that was made by it.
 */
public final class TlsPolicy {
    /** Mozilla's "intermediate" set: ECDHE and authenticated encryption, nothing else. */
    private static final List<String> CIPHERS = List.of(
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-CHACHA20-POLY1305",
            "ECDHE-RSA-CHACHA20-POLY1305");

    /** Who asks for TLS 1.0 or 1.1 gets what those have: no authenticated encryption. */
    static final List<String> OLD_CIPHERS =
            List.of("ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA");

    private static final List<String> SUITES =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    /** A hybrid that a quantum computer would not break first. */
    private static final String[] GROUPS = {"X25519MLKEM768", "x25519", "secp256r1", "secp384r1"};

    /** RFC 8446 section 4.2.3: the library's own, in its order, but for SHA-1: ed25519, then ECDSA, RSA-PSS and RSA with each hash. */
    private static final int[] SIGNATURES = {
        0x0807, 0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0603, 0x0806, 0x0601
    };

    /** Chains in native form, of certificates whose keys the system's OpenSSL has; those of replaced ones go first. */
    private static final int KEYS_CACHED = 16_384;

    private static final Cleaner CLEANER = Cleaner.create();

    private static final int NO_PORT = -1;

    private final TlsPolicySpec spec;
    private final SslContext ssl;
    private final SystemKeys keys;
    private final Tickets tickets;
    private final int[] signatures;
    private final boolean givesTickets;
    private final boolean preferClientCiphers;
    /** What the library has of them: another policy with the same ones, from before a reload, may have rotated them. */
    private volatile OpenSslSessionTicketKey @Nullable [] installed;

    private final @Nullable ClientTrust trust;

    private TlsPolicy(
            TlsPolicySpec spec, SslContext ssl, SystemKeys keys, Tickets tickets, @Nullable ClientTrust trust) {
        this.spec = spec;
        this.ssl = ssl;
        this.keys = keys;
        this.tickets = tickets;
        this.signatures = spec.sigalgs().isEmpty() ? SIGNATURES : numbers(spec.sigalgs());
        this.givesTickets = spec.tickets();
        this.preferClientCiphers = spec.preferClientCiphers();
        this.trust = trust;
        CLEANER.register(this, () -> ReferenceCountUtil.release(ssl));
    }

    /** What is remembered of sessions. */
    public record Sessions(int cache, long seconds) {}

    /**
     * @throws CertificateFault where the library takes something of it for wrong
     */
    static TlsPolicy of(TlsPolicySpec policy, SystemKeys keys, Tickets tickets, Sessions sessions)
            throws CertificateFault {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            new OpenSslCachingX509KeyManagerFactory(new GivenKeys(keys), KEYS_CACHED))
                    .sslProvider(SslProvider.OPENSSL_REFCNT)
                    .protocols(protocols(policy))
                    .ciphers(ciphers(policy))
                    .sessionCacheSize(sessions.cache)
                    .sessionTimeout(sessions.seconds)
                    .option(OpenSslContextOption.PRIVATE_KEY_METHOD, keys)
                    .option(
                            OpenSslContextOption.GROUPS,
                            policy.curves().isEmpty() ? GROUPS : policy.curves().toArray(new String[0]));
            ClientTrust trust = policy.verify() == Verify.NONE ? null : ClientTrust.of(policy);
            builder.trustManager(trust == null ? NoTrust.INSTANCE : trust);
            builder.clientAuth(asking(policy.verify()));
            if (!policy.alpn().isEmpty()) {
                builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        policy.alpn()));
            }
            SslContext ssl = builder.build();
            OpenSslServerSessionContext remembered = (OpenSslServerSessionContext) ssl.sessionContext();
            if (trust != null) {
                // Keys of tickets may be shared with a policy that asks nobody, or others, for a certificate.
                remembered.setSessionIdContext(trust.sessionContext());
            }
            TlsPolicy made = new TlsPolicy(policy, ssl, keys, tickets, trust);
            made.renewTickets();
            return made;
        } catch (SSLException | IllegalArgumentException e) {
            throw new CertificateFault("the TLS library refuses these settings: " + e.getMessage());
        }
    }

    private static ClientAuth asking(Verify verify) {
        return switch (verify) {
            case NONE -> ClientAuth.NONE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
        };
    }

    private static List<String> protocols(TlsPolicySpec policy) {
        List<String> protocols = new ArrayList<>();
        for (TlsVersion version : TlsVersion.values()) {
            if (version.compareTo(policy.min()) >= 0 && version.compareTo(policy.max()) <= 0) {
                protocols.add(version == TlsVersion.TLS10 ? "TLSv1" : version.word());
            }
        }
        return protocols;
    }

    private static List<String> ciphers(TlsPolicySpec policy) {
        List<String> all = new ArrayList<>(
                policy.ciphersuites() == null
                        ? SUITES
                        : List.of(policy.ciphersuites().split(":")));
        if (policy.ciphers() != null) {
            all.addAll(List.of(policy.ciphers().split("[:, ]+")));
            return all;
        }
        all.addAll(CIPHERS);
        if (policy.min().compareTo(TlsVersion.TLS12) < 0) {
            all.addAll(OLD_CIPHERS);
        }
        return all;
    }

    private static int[] numbers(List<Integer> list) {
        int[] numbers = new int[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i);
        }
        return numbers;
    }

    TlsPolicySpec spec() {
        return spec;
    }

    Tickets tickets() {
        return tickets;
    }

    /** Who examines clients' certificates; null: they are not asked for any. */
    @Nullable
    ClientTrust trust() {
        return trust;
    }

    private void renewTickets() {
        // To set keys would also switch tickets on.
        if (givesTickets && tickets.keys() != installed) {
            synchronized (this) {
                OpenSslSessionTicketKey[] now = tickets.keys();
                ((OpenSslServerSessionContext) ssl.sessionContext()).setTicketKeys(now);
                installed = now;
            }
        }
    }

    /**
     * An engine for one connection that answers that hello with that certificate; whoever has it releases it.
     *
     * @throws SSLException where the library does not take the certificate
     */
    public ReferenceCountedOpenSslEngine engine(ByteBufAllocator allocator, ClientHello hello, Certificate certificate)
            throws SSLException {
        renewTickets();
        OcspAnswer answer = certificate.ocsp();
        boolean stapled = answer != null && answer.isFresh(System.currentTimeMillis());
        String alias = spec.sigalgs().isEmpty() && hello.takesRsaWithSha2() ? keys.alias(certificate) : null;
        ReferenceCountedOpenSslEngine engine =
                (ReferenceCountedOpenSslEngine) ssl.newEngine(allocator, alias, alias == null ? NO_PORT : 0);
        try {
            if (alias == null) {
                certificate.credential(signatures, stapled).giveTo(engine);
            } else if (stapled) {
                SSL.setOcspResponse(engine.sslPointer(), answer.der());
            }
        } catch (SSLException | RuntimeException e) {
            engine.release();
            throw e;
        }
        if (!givesTickets) {
            // Where TLS 1.3 is spoken, Netty switches them on for each connection, with keys of the library.
            SSL.setOptions(engine.sslPointer(), SSL.SSL_OP_NO_TICKET);
        }
        if (preferClientCiphers) {
            // Of the connection: the pointer that Netty gives out for the context is none that the binding takes.
            SSL.clearOptions(engine.sslPointer(), SSL.SSL_OP_CIPHER_SERVER_PREFERENCE);
        }
        return engine;
    }
}
