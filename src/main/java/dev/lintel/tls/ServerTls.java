package dev.lintel.tls;

import dev.lintel.model.ServerTlsSpec;
import dev.lintel.model.TlsVersion;
import dev.lintel.stream.TargetTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is spoken to one server (manual section 5.2): whom it must be, who we are, and what is remembered of sessions with it, by the
 * name that was asked for. Made by the control plane, used by every loop; its native part goes with the last connection made by it.
 */
public final class ServerTls implements TargetTls {
    private static final Cleaner CLEANER = Cleaner.create();
    /** So many names, and a few sessions for each. */
    private static final int SESSIONS = 1024;

    /** Stands before the name that sessions are remembered by: such a name is no host's, so Netty sends nothing by itself. */
    private static final String KEY = "/";

    private static final int ANY_PORT = 1;

    private final ServerTlsSpec spec;
    private final @Nullable Authorities authorities;
    private final @Nullable Certificate own;
    /** What each list of protocols is offered by; the library knows them by context. */
    private final Map<List<String>, SslContext> contexts;

    private ServerTls(
            ServerTlsSpec spec,
            @Nullable Authorities authorities,
            @Nullable Certificate own,
            Map<List<String>, SslContext> contexts) {
        this.spec = spec;
        this.authorities = authorities;
        this.own = own;
        this.contexts = contexts;
        CLEANER.register(this, () -> contexts.values().forEach(ReferenceCountUtil::release));
    }

    /**
     * @param offers lists of protocols that are offered beside those of the line
     * @throws CertificateFault naming the file that cannot be read or is wrong, or what the library refuses
     */
    public static ServerTls of(ServerTlsSpec spec, List<List<String>> offers, TrustFiles files)
            throws CertificateFault {
        Authorities authorities = null;
        if (spec.verify()) {
            String file = spec.caFile() == null ? Authorities.SYSTEM : spec.caFile();
            authorities = files.of(file, spec.crlFile());
        }
        Certificate own = spec.crt() == null ? null : Authorities.certificate(spec.crt());
        Map<List<String>, SslContext> contexts = new HashMap<>();
        try {
            List<List<String>> all = new ArrayList<>(offers);
            all.addAll(List.of(spec.alpn(), spec.checkAlpn()));
            for (List<String> alpn : all) {
                if (!contexts.containsKey(alpn)) {
                    contexts.put(alpn, context(spec, authorities, own, alpn));
                }
            }
            return new ServerTls(spec, authorities, own, contexts);
        } catch (SSLException | IllegalArgumentException e) {
            contexts.values().forEach(ReferenceCountUtil::release);
            throw new CertificateFault("the TLS library refuses these settings: " + e.getMessage());
        }
    }

    public ServerTlsSpec spec() {
        return spec;
    }

    /** What servers are shown that ask who we are, or null. */
    @Nullable
    Certificate own() {
        return own;
    }

    @Override
    public boolean protectsTraffic() {
        return spec.traffic();
    }

    @Override
    public boolean isAlike(TargetTls other) {
        return other instanceof ServerTls that
                && spec.equals(that.spec)
                && contexts.keySet().equals(that.contexts.keySet())
                && (authorities == null || authorities.sameAs(that.authorities))
                && (own == null
                        || own.chain().equals(that.own.chain()) && own.key().equals(that.own.key()));
    }

    /**
     * An engine for one connection; whoever has it releases it.
     *
     * @param name of the host that is asked for, or null: none is
     * @param alpn the protocols that are offered, one of the lists that are known here
     */
    public ReferenceCountedOpenSslEngine engine(ByteBufAllocator allocator, @Nullable String name, List<String> alpn) {
        String asked = name == null ? "" : withoutRoot(name);
        SslContext context = Objects.requireNonNull(contexts.get(alpn));
        ReferenceCountedOpenSslEngine engine =
                (ReferenceCountedOpenSslEngine) context.newEngine(allocator, KEY + asked, ANY_PORT);
        // Who asks for a new handshake in the middle of a connection is not followed (RFC 9113 section 9.2.1 forbids
        // it, too).
        try {
            SSL.setRenegotiateMode(engine.sslPointer(), SSL.SSL_RENEGOTIATE_NEVER);
        } catch (Exception impossible) {
            engine.release();
            throw new IllegalStateException(impossible);
        }
        if (!spec.tickets()) {
            SSL.setOptions(engine.sslPointer(), SSL.SSL_OP_NO_TICKET);
        }
        SNIHostName host = asked.isEmpty() ? null : host(asked);
        if (host != null) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(host));
            engine.setSSLParameters(parameters);
        }
        return engine;
    }

    /** The name that the server of an engine is asked for, whether it could be sent or not; null: none is. */
    static @Nullable String wanted(SSLEngine engine) {
        String key = engine.getPeerHost();
        return key == null || key.length() <= KEY.length() ? null : key.substring(KEY.length());
    }

    /** RFC 6066 section 3: names are sent without the dot of the root, and certificates bear none. */
    private static String withoutRoot(String name) {
        int end = name.length() - 1;
        return end > 0 && name.charAt(end) == '.' ? name.substring(0, end) : name;
    }

    /** Null: no name that could be sent. */
    static @Nullable SNIHostName host(String name) {
        try {
            return new SNIHostName(name.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notOne) {
            return null;
        }
    }

    private static SslContext context(
            ServerTlsSpec spec, @Nullable Authorities authorities, @Nullable Certificate own, List<String> alpn)
            throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .trustManager(new ServerTrust(authorities, spec.verifyHost()))
                // The trust manager compares the names, for the rule which one counts is HAProxy's.
                .endpointIdentificationAlgorithm(null)
                .protocols(protocols(spec))
                .sessionCacheSize(SESSIONS);
        if (spec.ciphers() != null || spec.ciphersuites() != null || speaksOld(spec)) {
            builder.ciphers(ciphers(spec));
        }
        if (!spec.curves().isEmpty()) {
            builder.option(OpenSslContextOption.GROUPS, spec.curves().toArray(new String[0]));
        }
        if (own != null) {
            builder.keyManager(own.key(), own.chain());
        }
        if (!alpn.isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    alpn));
        }
        SslContext context = builder.build();
        ((OpenSslSessionContext) context.sessionContext()).setSessionCacheEnabled(spec.reuse());
        return context;
    }

    private static List<String> protocols(ServerTlsSpec spec) {
        TlsVersion min = spec.min() == null ? TlsVersion.TLS12 : spec.min();
        TlsVersion max = spec.max() == null ? TlsVersion.TLS13 : spec.max();
        List<String> protocols = new ArrayList<>();
        for (TlsVersion version : TlsVersion.values()) {
            if (version.compareTo(min) >= 0 && version.compareTo(max) <= 0) {
                protocols.add(
                        version == TlsVersion.TLS10
                                ? "TLSv1"
                                : version == TlsVersion.TLS11 ? "TLSv1.1" : version.word());
            }
        }
        return protocols;
    }

    private static List<String> ciphers(ServerTlsSpec spec) {
        List<String> all = new ArrayList<>();
        all.addAll(List.of((spec.ciphersuites() == null ? SUITES : spec.ciphersuites()).split(":")));
        all.addAll(List.of((spec.ciphers() == null ? CIPHERS : spec.ciphers()).split("[:, ]+")));
        if (spec.ciphers() == null && speaksOld(spec)) {
            all.addAll(TlsPolicy.OLD_CIPHERS);
        }
        return all;
    }

    private static boolean speaksOld(ServerTlsSpec spec) {
        return spec.min() != null && spec.min().compareTo(TlsVersion.TLS12) < 0;
    }

    private static final String SUITES = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
    private static final String CIPHERS = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
            + "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
            + "ECDHE-RSA-CHACHA20-POLY1305";
}
