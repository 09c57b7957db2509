package dev.lintel.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The groups for key exchange that {@code curves} names (HAProxy manual, section 5.1), in the spelling of OpenSSL or of NIST. */
final class Curves {
    private static final Map<String, String> NAMES = names();

    /** What OpenSSL knows, and this library does not: left out, with a hint. */
    private static final Set<String> ELSEWHERE = Set.of(
            "x448",
            "p-224",
            "secp224r1",
            "secp256k1",
            "mlkem512",
            "mlkem768",
            "secp256r1mlkem768",
            "secp384r1mlkem1024",
            "brainpoolp256r1",
            "brainpoolp384r1",
            "brainpoolp512r1",
            "brainpoolp256r1tls13",
            "brainpoolp384r1tls13",
            "brainpoolp512r1tls13",
            "ffdhe2048",
            "ffdhe3072",
            "ffdhe4096",
            "ffdhe6144",
            "ffdhe8192");

    private Curves() {}

    private static Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        for (String name : List.of("X25519MLKEM768", "X25519", "P-256", "P-384", "P-521", "MLKEM1024")) {
            names.put(name.toLowerCase(Locale.ROOT), name);
        }
        names.put("prime256v1", "P-256");
        names.put("secp256r1", "P-256");
        names.put("secp384r1", "P-384");
        names.put("secp521r1", "P-521");
        return names;
    }

    /** {@code X25519:P-256}, in the order of preference. A name behind {@code ?} may be unknown, as in OpenSSL 3.5. */
    static List<String> read(Cursor words) {
        String text = words.peek();
        List<String> curves = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String word : words.text("curves such as X25519:P-256").split("[:/]")) {
            String name = word.replaceFirst("^[?*]+", "");
            String known = NAMES.get(name.toLowerCase(Locale.ROOT));
            if (known != null) {
                if (!curves.contains(known)) {
                    curves.add(known);
                }
            } else if (word.contains("?") || ELSEWHERE.contains(name.toLowerCase(Locale.ROOT))) {
                missing.add(name);
            } else {
                throw words.fail("'" + words.subject() + "' expects curves such as X25519MLKEM768:X25519:P-256, not '"
                        + name + "'" + (name.equals(text) ? "" : " in '" + text + "'"));
            }
        }
        if (curves.isEmpty()) {
            throw words.fail("'" + words.subject() + " " + text + "' leaves no curve that the TLS library has; it has "
                    + "X25519MLKEM768, X25519, P-256, P-384 and P-521");
        }
        if (!missing.isEmpty()) {
            words.hint("'" + words.subject() + "' goes on without " + String.join(", ", missing)
                    + ", which the TLS library does not have");
        }
        return curves;
    }
}
