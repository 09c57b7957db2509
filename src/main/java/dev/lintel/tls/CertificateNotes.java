package dev.lintel.tls;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is worth a word about a certificate that can be served all the same: who visits will see it. */
public final class CertificateNotes {
    /** DER of 1.3.6.1.5.5.7.48.2 and the tag of a URL. */
    private static final String ISSUERS_PLACE = "\6\b+\6\1\5\5\0070\2\206";

    private CertificateNotes() {}

    /** Sentences that begin after the name of the file; empty where all is well. */
    public static List<String> of(Certificate certificate, Instant now) {
        List<String> notes = new ArrayList<>();
        if (certificate.temporary()) {
            return notes;
        }
        age(certificate.leaf(), now, notes);
        if (certificate.names().isEmpty()) {
            notes.add("names nobody: it has no subject alternative name and no common name, so no client takes it");
        }
        alone(certificate.chain(), notes);
        String disorder = disorder(certificate);
        if (disorder != null) {
            notes.add("has its chain out of order: " + disorder);
        }
        if (certificate.unstapled() != null) {
            notes.add("is served without an answer of OCSP: " + certificate.unstapled());
        } else if (certificate.ocsp() != null && !certificate.ocsp().isFresh(now.toEpochMilli())) {
            notes.add("is served without its answer of OCSP, which holds no longer; ask the authority for a new one");
        }
        return notes;
    }

    private static void age(X509Certificate leaf, Instant now, List<String> notes) {
        Instant until = leaf.getNotAfter().toInstant();
        Instant from = leaf.getNotBefore().toInstant();
        if (until.isBefore(now)) {
            notes.add("expired " + ago(Duration.between(until, now)) + ", on " + until
                    + "; clients refuse it; renew it, or let 'acme' do so");
        } else if (from.isAfter(now)) {
            notes.add("is not valid before " + from + "; clients refuse it until then; is this machine's clock right?");
        }
    }

    /** Public authorities sign by intermediates, and say where those lie; roots of one's own do not. */
    private static void alone(List<X509Certificate> chain, List<String> notes) {
        String place = chain.size() > 1 ? null : issuersPlace(chain.getFirst());
        if (place != null) {
            notes.add("stands alone, without the authorities between it and a root (the first one lies at " + place
                    + "); many clients refuse it so; put them behind it: cat cert.pem chain.pem key.pem");
        }
    }

    /** The place that the extension of RFC 5280, section 4.2.2.1, names for the issuer's certificate, or null. */
    private static @Nullable String issuersPlace(X509Certificate leaf) {
        byte[] extension = leaf.getExtensionValue("1.3.6.1.5.5.7.1.1");
        if (extension == null) {
            return null;
        }
        // One byte is one character: the identifier, then the tag of a URL and its length.
        String text = new String(extension, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(ISSUERS_PLACE);
        int from = at + ISSUERS_PLACE.length() + 1;
        return at < 0 || from > text.length() || from + text.charAt(from - 1) > text.length()
                ? null
                : text.substring(from, from + text.charAt(from - 1));
    }

    private static String ago(Duration time) {
        long days = time.toDays();
        return days == 0 ? "today" : days + (days == 1 ? " day ago" : " days ago");
    }

    /** Each certificate should be signed by the next one (RFC 5246, section 7.4.2); many clients do not look further. */
    public static @Nullable String disorder(Certificate certificate) {
        List<X509Certificate> chain = certificate.chain();
        for (int i = 0; i + 1 < chain.size(); i++) {
            X509Certificate below = chain.get(i);
            X509Certificate above = chain.get(i + 1);
            if (!below.getIssuerX500Principal().equals(above.getSubjectX500Principal())) {
                return "number " + (i + 1) + " (" + subject(below)
                        + ") is not signed by number " + (i + 2) + " (" + subject(above) + ") but by "
                        + name(below.getIssuerX500Principal().getName())
                        + "; put each authority behind what it signed";
            }
        }
        return null;
    }

    static String subject(X509Certificate certificate) {
        return name(certificate.getSubjectX500Principal().getName());
    }

    private static String name(String distinguished) {
        String common = Certificate.commonName(distinguished);
        return common == null ? distinguished.isEmpty() ? "no name" : distinguished : common;
    }
}
