package dev.lintel.tls;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A certificate with what completes its chain, and its private key. Immutable; each one loaded is another object. */
public final class Certificate {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final byte @Nullable [] ocsp;
    private final boolean temporary;
    private final List<String> names;
    private final String alias = "key" + NUMBERS.incrementAndGet();

    /**
     * @param chain the leaf first
     * @param ocsp a stapled answer in DER, or null
     */
    public Certificate(List<X509Certificate> chain, PrivateKey key, byte @Nullable [] ocsp) {
        this(chain, key, ocsp, false);
    }

    private Certificate(List<X509Certificate> chain, PrivateKey key, byte @Nullable [] ocsp, boolean temporary) {
        this.chain = List.copyOf(chain);
        this.key = key;
        this.ocsp = ocsp;
        this.temporary = temporary;
        this.names = namesOf(leaf());
    }

    /** The same, standing in for one that is still to come. */
    Certificate asTemporary() {
        return new Certificate(chain, key, ocsp, true);
    }

    /** The same, with an answer of its authority to staple. */
    public Certificate withOcsp(byte @Nullable [] answer) {
        return new Certificate(chain, key, answer, temporary);
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }

    public List<X509Certificate> chain() {
        return chain;
    }

    public PrivateKey key() {
        return key;
    }

    /** The DER of an OCSP answer, or null. */
    public byte @Nullable [] ocsp() {
        return ocsp;
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

    /** Under which native code knows the key; unique in the process. */
    String alias() {
        return alias;
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
