package dev.lintel.tls;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A certificate with what completes its chain, and its private key. Each one loaded is another object, and what it says never changes. */
public final class Certificate {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final List<X509Certificate> given;
    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final @Nullable X509Certificate issuer;
    private final @Nullable OcspAnswer ocsp;
    private final @Nullable String unstapled;
    private final boolean temporary;
    private final List<String> names;
    /** What native code has of it, as far as somebody asked for it. */
    private final AtomicReference<@Nullable Credential> credentials = new AtomicReference<>();

    /** @param chain the leaf first */
    public Certificate(List<X509Certificate> chain, PrivateKey key) {
        this(chain, List.of(), key, null, null, null, false);
    }

    private Certificate(
            List<X509Certificate> given,
            List<X509Certificate> added,
            PrivateKey key,
            @Nullable X509Certificate issuer,
            @Nullable OcspAnswer ocsp,
            @Nullable String unstapled,
            boolean temporary) {
        List<X509Certificate> whole = new ArrayList<>(given);
        whole.addAll(added);
        this.given = List.copyOf(given);
        this.chain = List.copyOf(whole);
        this.key = key;
        this.issuer = issuer;
        this.ocsp = ocsp;
        this.unstapled = unstapled;
        this.temporary = temporary;
        this.names = namesOf(leaf());
    }

    /** The same, standing in for one that is still to come. */
    Certificate asTemporary() {
        return new Certificate(given, added(), key, issuer, ocsp, unstapled, true);
    }

    /** The same, with an answer of its authority to staple. */
    public Certificate withOcsp(@Nullable OcspAnswer answer) {
        return new Certificate(given, added(), key, issuer, answer, null, temporary);
    }

    /** The same, without the answer that was there to staple. */
    Certificate withoutOcsp(String why) {
        return new Certificate(given, added(), key, issuer, null, why, temporary);
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }

    public List<X509Certificate> chain() {
        return chain;
    }

    /** The chain without what completed it: what came with the certificate itself. */
    public List<X509Certificate> given() {
        return given;
    }

    private List<X509Certificate> added() {
        return chain.subList(given.size(), chain.size());
    }

    /** The same, completed by these instead of what completed it before. */
    Certificate completedBy(List<X509Certificate> issuers) {
        return issuers.equals(added())
                ? this
                : new Certificate(given, issuers, key, issuer, ocsp, unstapled, temporary);
    }

    /** The same, with whom answers of OCSP are about where its chain does not tell; nobody is sent it. */
    public Certificate withIssuer(@Nullable X509Certificate other) {
        return new Certificate(given, added(), key, other, ocsp, unstapled, temporary);
    }

    /** Who signed it, as far as that is known. */
    public @Nullable X509Certificate issuer() {
        X509Certificate sent = issuerOf(leaf(), chain);
        return sent != null || issuer == null ? sent : issuerOf(leaf(), List.of(issuer));
    }

    /** The one among these that has signed it by its name, or null. */
    public static @Nullable X509Certificate issuerOf(X509Certificate leaf, List<X509Certificate> known) {
        for (X509Certificate each : known) {
            if (each.getSubjectX500Principal().equals(leaf.getIssuerX500Principal())) {
                return each;
            }
        }
        return null;
    }

    public PrivateKey key() {
        return key;
    }

    /** What is stapled while it is of use, or null. */
    public @Nullable OcspAnswer ocsp() {
        return ocsp;
    }

    /** Why an answer that is there is not stapled, or null. */
    public @Nullable String unstapled() {
        return unstapled;
    }

    /** Whether it only stands in until the real one has been obtained. */
    public boolean temporary() {
        return temporary;
    }

    /** Lower-cased: the DNS names and addresses of the subject's alternatives, and the common name. */
    public List<String> names() {
        return names;
    }

    public boolean isEcdsa() {
        return leaf().getPublicKey().getAlgorithm().startsWith("E");
    }

    public boolean isRsa() {
        return leaf().getPublicKey().getAlgorithm().startsWith("RSA");
    }

    /**
     * As native code shows it; made at the first time.
     *
     * @param algorithms that it may sign with, the best first
     * @param stapled whether with the answer of its authority
     * @throws SSLException where the library does not take it
     */
    Credential credential(int[] algorithms, boolean stapled) throws SSLException {
        while (true) {
            Credential first = credentials.get();
            for (Credential each = first; each != null; each = each.next) {
                if (each.is(algorithms, stapled)) {
                    return each;
                }
            }
            Credential made = Credential.of(this, algorithms, stapled ? ocsp : null, first);
            if (credentials.compareAndSet(first, made)) {
                return made;
            }
        }
    }

    private static List<String> namesOf(X509Certificate leaf) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> each : alternatives) {
                    int kind = (Integer) each.getFirst();
                    if (kind == DNS_NAME || kind == IP_ADDRESS) {
                        add(names, (String) each.get(1));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // Alternatives that cannot be read name nobody; the common name may.
        }
        String common = commonName(leaf.getSubjectX500Principal().getName("RFC2253"));
        if (common != null) {
            add(names, common);
        }
        return List.copyOf(names);
    }

    private static void add(List<String> names, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.isEmpty() && lower.indexOf('\0') < 0 && !names.contains(lower)) {
            names.add(lower);
        }
    }

    /** The common name of a distinguished name in RFC 2253's form, or null. */
    public static @Nullable String commonName(String distinguished) {
        try {
            for (javax.naming.ldap.Rdn rdn :
                    new javax.naming.ldap.LdapName(distinguished).getRdns().reversed()) {
                if (rdn.getType().equalsIgnoreCase("CN") && rdn.getValue() instanceof String text) {
                    return text;
                }
            }
        } catch (javax.naming.InvalidNameException e) {
            return null;
        }
        return null;
    }
}
