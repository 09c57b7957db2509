package dev.lintel.tls;

import dev.lintel.model.BindTlsSpec;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of one {@code bind} line: which certificate and which policy a client's hello gets. Made by the control plane; loops read what
 * was published last.
 */
public final class BindTls {
    /** One certificate at this bind, whatever it holds at the moment. */
    public record Use(LiveCertificate live, BindTlsSpec.Use spec, TlsPolicy context) {}

    /** What a hello is answered with. */
    public record Choice(Certificate certificate, TlsPolicy context) {}

    private volatile List<Use> uses;
    private final boolean strict;
    private final boolean strictHost;
    private final TlsPolicy fallback;
    private final TlsPolicy challenge;
    private final Challenges challenges;
    private volatile @Nullable SniMap map;
    /** Whether not all of its names want the same of clients' certificates. */
    private volatile boolean guarded;

    BindTls(
            List<Use> uses,
            boolean strict,
            boolean strictHost,
            TlsPolicy fallback,
            TlsPolicy challenge,
            Challenges challenges) {
        this.uses = List.copyOf(uses);
        this.strict = strict;
        this.strictHost = strictHost;
        this.fallback = fallback;
        this.challenge = challenge;
        this.challenges = challenges;
    }

    /** Its certificates as they are now come into force. Called under the lock of the store. */
    void publish() {
        List<SniMap.Use> now = new ArrayList<>(uses.size());
        for (Use use : uses) {
            List<String> filters = use.spec.filters();
            Certificate current = use.live.current();
            // What stands in has no names of its own.
            List<String> names = filters.isEmpty() && current.temporary()
                    ? use.spec.certificate().domains()
                    : filters;
            now.add(new SniMap.Use(current, use.context, names, use.spec.isDefault()));
        }
        map = SniMap.of(now);
        boolean uneven = false;
        for (Use use : uses) {
            uneven |= !use.context.spec().verifiesAs(uses.getFirst().context.spec());
        }
        guarded = strictHost && uneven;
    }

    public List<Use> uses() {
        return uses;
    }

    /** Called under the lock of the store, which publishes it then. */
    void uses(List<Use> next) {
        uses = List.copyOf(next);
    }

    /** Null: the client is refused, for it asks for a name that is not served here. */
    public @Nullable Choice choose(ClientHello hello) {
        if (hello.alpn().contains(Challenges.ACME_TLS)) {
            return challenge(hello);
        }
        SniMap.Entry found = find(hello.sni(), hello);
        return found == null ? null : new Choice(found.certificate(), found.context());
    }

    private SniMap.@Nullable Entry find(@Nullable String name, ClientHello hello) {
        SniMap now = map;
        if (now == null) {
            return null;
        }
        SniMap.Entry found = now.find(name, hello);
        return found == null && !strict ? now.fallback(hello) : found;
    }

    /** Whether {@link #admits} has to be asked. */
    boolean guarded() {
        return guarded;
    }

    /**
     * Whether a client that came in by one name may ask for another: not where that one's line wants of clients' certificates what the
     * first did not (RFC 9110 section 7.4).
     *
     * @param shown whether it has shown a certificate
     */
    boolean admits(@Nullable String host, ClientHello hello, TlsPolicy passed, boolean shown) {
        SniMap.Entry wanted = find(host, hello);
        return wanted == null
                || wanted.context() == passed
                || wanted.context().spec().admits(passed.spec(), shown);
    }

    /** RFC 8737 section 3: such a connection shows a certificate and nothing else. */
    private @Nullable Choice challenge(ClientHello hello) {
        Certificate certificate = hello.sni() == null ? null : challenges.alpn(hello.sni());
        return certificate == null ? null : new Choice(certificate, challenge);
    }

    /** Whether that is for an authority, which is not asked for any certificate: nothing may be served by it. */
    public boolean forChallenge(Choice choice) {
        return choice.context == challenge;
    }

    /** What {@code show ssl cert} calls that certificate; null where it has been replaced since. */
    @Nullable
    String nameOf(X509Certificate leaf) {
        for (Use use : uses) {
            if (use.live.current().leaf() == leaf) {
                return use.live.name();
            }
        }
        return null;
    }

    /** How TLS is spoken where no certificate says otherwise. */
    public TlsPolicy fallback() {
        return fallback;
    }
}
