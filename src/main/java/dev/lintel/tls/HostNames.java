package dev.lintel.tls;

import dev.lintel.base.Network;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a certificate is for a host (RFC 9525): its alternative names decide; the common name where there are none of a host. */
final class HostNames {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private HostNames() {}

    static boolean matches(X509Certificate certificate, String host) {
        byte[] ip = Network.address(host);
        boolean any = false;
        for (List<?> each : alternatives(certificate)) {
            int kind = (Integer) each.getFirst();
            if (kind == DNS_NAME) {
                any = true;
                if (ip == null && covers((String) each.get(1), host)) {
                    return true;
                }
            } else if (kind == IP_ADDRESS && ip != null) {
                any = true;
                if (Arrays.equals(ip, Network.address((String) each.get(1)))) {
                    return true;
                }
            }
        }
        String common = any
                ? null
                : DistinguishedName.of(certificate.getSubjectX500Principal()).entry("CN", -1);
        return common != null && covers(common, host);
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    /** A star stands for one whole label, the first, and something with a dot must follow. */
    static boolean covers(String pattern, @Nullable String host) {
        if (host == null || pattern.indexOf('\0') >= 0) {
            return false;
        }
        if (pattern.equalsIgnoreCase(host)) {
            return true;
        }
        int dot = host.indexOf('.');
        return pattern.startsWith("*.")
                && dot > 0
                && pattern.indexOf('.', 2) > 0
                && pattern.regionMatches(true, 1, host, dot, Math.max(pattern.length() - 1, host.length() - dot));
    }
}
