package dev.lintel.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Works out which ciphers an expression of OpenSSL's ciphers(1) means, for what {@code ciphers} names are expressions and what the TLS
 * library takes are names. Those that it does not have are left out, as OpenSSL leaves out what it does not know.
 */
final class Ciphers {
    /** What the library has of TLS 1.2 and older, in the order of OpenSSL's own list. */
    static final List<String> KNOWN = List.of(
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-CHACHA20-POLY1305",
            "ECDHE-RSA-CHACHA20-POLY1305",
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-AES256-SHA",
            "ECDHE-RSA-AES256-SHA",
            "ECDHE-ECDSA-AES128-SHA",
            "ECDHE-RSA-AES128-SHA",
            "AES256-GCM-SHA384",
            "AES128-GCM-SHA256",
            "AES256-SHA",
            "AES128-SHA");

    /** The suites of TLS 1.3: the library always offers all of them. */
    static final List<String> SUITES =
            List.of("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256");

    private static final Predicate<String> EPHEMERAL = c -> c.startsWith("ECDHE-");
    private static final Predicate<String> RSA_KEY = c -> c.startsWith("AES");
    private static final Predicate<String> BY_RSA = c -> !c.startsWith("ECDHE-ECDSA-");
    private static final Predicate<String> BY_ECDSA = c -> c.startsWith("ECDHE-ECDSA-");
    private static final Predicate<String> AEAD = c -> c.contains("GCM") || c.contains("CHACHA20");

    private static final Map<String, Predicate<String>> CLASSES = Map.ofEntries(
            Map.entry("ALL", c -> true),
            Map.entry("DEFAULT", c -> true),
            Map.entry("HIGH", c -> true),
            Map.entry("FIPS", c -> !c.contains("CHACHA20")),
            Map.entry("ECDHE", EPHEMERAL),
            Map.entry("EECDH", EPHEMERAL),
            Map.entry("KECDHE", EPHEMERAL),
            Map.entry("KEECDH", EPHEMERAL),
            Map.entry("ECDH", EPHEMERAL),
            Map.entry("RSA", RSA_KEY),
            Map.entry("KRSA", RSA_KEY),
            Map.entry("ARSA", BY_RSA),
            Map.entry("ECDSA", BY_ECDSA),
            Map.entry("AECDSA", BY_ECDSA),
            Map.entry("AES", c -> c.contains("AES")),
            Map.entry("AES128", c -> c.contains("AES128")),
            Map.entry("AES256", c -> c.contains("AES256")),
            Map.entry("AESGCM", c -> c.contains("GCM")),
            Map.entry("CHACHA20", c -> c.contains("CHACHA20")),
            Map.entry("SHA", AEAD.negate()),
            Map.entry("SHA1", AEAD.negate()),
            Map.entry("SHA256", c -> c.endsWith("SHA256") && !AEAD.test(c)),
            Map.entry("SHA384", c -> c.endsWith("SHA384") && !AEAD.test(c)),
            Map.entry("TLSV1.2", AEAD),
            Map.entry("TLSV1.0", AEAD.negate().and(EPHEMERAL)),
            Map.entry("TLSV1", AEAD.negate()),
            Map.entry("SSLV3", AEAD.negate()));

    private Ciphers() {}

    /** The names that an expression leaves, with colons between. */
    static String read(Cursor words) {
        String text = words.text("ciphers with colons between");
        Set<String> removed = new LinkedHashSet<>();
        List<String> chosen = new ArrayList<>();
        for (String item : text.split("[:, ;]+")) {
            if (!item.isEmpty() && !item.startsWith("@")) {
                apply(item, chosen, removed);
            }
        }
        if (chosen.isEmpty()) {
            throw words.fail("'" + words.subject() + " " + text
                    + "' leaves no cipher that the TLS library has; of TLS 1.2 it has " + String.join(":", KNOWN));
        }
        return String.join(":", chosen);
    }

    private static void apply(String item, List<String> chosen, Set<String> removed) {
        char operator = item.charAt(0);
        List<String> matching = matching("!-+".indexOf(operator) < 0 ? item : item.substring(1));
        switch (operator) {
            case '!' -> {
                removed.addAll(matching);
                chosen.removeAll(matching);
            }
            case '-' -> chosen.removeAll(matching);
            case '+' -> {
                List<String> moved = new ArrayList<>(chosen);
                moved.retainAll(matching);
                chosen.removeAll(moved);
                chosen.addAll(moved);
            }
            default -> {
                for (String cipher : matching) {
                    if (!chosen.contains(cipher) && !removed.contains(cipher)) {
                        chosen.add(cipher);
                    }
                }
            }
        }
    }

    /** A name, a class, or classes with {@code +} between that must all apply. */
    private static List<String> matching(String item) {
        if (KNOWN.contains(item)) {
            return List.of(item);
        }
        List<String> matching = new ArrayList<>(KNOWN);
        for (String name : item.split("\\+")) {
            Predicate<String> member = CLASSES.getOrDefault(name.toUpperCase(Locale.ROOT), c -> false);
            matching.removeIf(member.negate());
        }
        return matching;
    }

    /** The suites of TLS 1.3 cannot be chosen: a line that asks for all of them is fine, whatever their order. */
    static String suites(Cursor words) {
        String text = words.peek();
        List<String> names =
                List.of(words.text("suites of TLS 1.3 with colons between").split("[:, ]+"));
        if (SUITES.stream().noneMatch(names::contains)) {
            throw words.fail("'" + words.subject() + "' expects suites of TLS 1.3, such as " + String.join(":", SUITES)
                    + ", not '" + text + "'");
        }
        if (!names.containsAll(SUITES)) {
            throw words.fail("'" + words.subject() + "' cannot leave out " + missing(names)
                    + ": the TLS library offers all three suites of TLS 1.3 or none; name all, or leave the line out");
        }
        return String.join(":", SUITES);
    }

    private static String missing(List<String> names) {
        List<String> missing = new ArrayList<>(SUITES);
        missing.removeAll(names);
        return String.join(" and ", missing);
    }
}
