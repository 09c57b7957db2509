package dev.lintel.acme;

import java.util.Locale;

/**
 * One TXT value that proves control of a name.
 *
 * @param domain the identifier without its wildcard, {@code example.org}
 * @param name where the record stands, without a final dot: {@code _acme-challenge.example.org}, or what that is a CNAME of
 * @param value what the record says
 */
public record TxtRecord(String domain, String name, String value) {
    public TxtRecord {
        domain = plain(domain.startsWith("*.") ? domain.substring(2) : domain);
        name = plain(name);
    }

    /** The record of an identifier, before any CNAME is followed. */
    public static TxtRecord of(String identifier, String value) {
        String domain = plain(identifier.startsWith("*.") ? identifier.substring(2) : identifier);
        return new TxtRecord(domain, "_acme-challenge." + domain, value);
    }

    /** The same value at another name: where a CNAME led to. */
    public TxtRecord at(String otherName) {
        return new TxtRecord(domain, otherName, value);
    }

    /** With the final dot that says that nothing follows. */
    public String fqdn() {
        return name + ".";
    }

    /** The name within its zone, {@code @} for the top of it. */
    public String within(String zone) {
        String plainZone = plain(zone);
        return name.equals(plainZone) ? "@" : name.substring(0, name.length() - plainZone.length() - 1);
    }

    static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    @Override
    public String toString() {
        return name + " TXT \"" + value + "\"";
    }
}
