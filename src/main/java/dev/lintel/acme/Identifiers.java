package dev.lintel.acme;

import dev.lintel.tls.Certificate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Names and addresses as certificates and CAs spell them. */
final class Identifiers {
    private Identifiers() {}

    /** An address in the one way that Java spells it; a name as it is. */
    static String plainAddress(String text) {
        if (!isAddress(text)) {
            return text;
        }
        try {
            // Never a look-up: it is digits.
            return InetAddress.getByName(text).getHostAddress();
        } catch (UnknownHostException e) {
            return text;
        }
    }

    static boolean isAddress(String text) {
        return text.indexOf(':') >= 0 || text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    /** What was ordered and the certificate is not valid for. */
    static List<String> missing(Ordered ordered, Certificate certificate) {
        List<String> has = new ArrayList<>();
        certificate.names().forEach(name -> has.add(plainAddress(name)));
        List<String> missing = new ArrayList<>();
        for (String subject : ordered.subjects()) {
            if (!has.contains(plainAddress(subject))) {
                missing.add(subject);
            }
        }
        return missing;
    }
}
