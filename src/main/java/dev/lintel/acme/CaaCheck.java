package dev.lintel.acme;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Whether CAA records let a CA issue for a name (RFC 8659), by this challenge (RFC 8657 section 4). Which account is allowed
 * ({@code accounturi}) is not looked at. Blocking; any thread.
 */
record CaaCheck(Dns dns) {
    private static final Set<String> KNOWN_TAGS =
            Set.of("issue", "issuewild", "iodef", "issuemail", "issuevmc", "contactemail", "contactphone");
    private static final int CRITICAL = 128;

    /**
     * @param identifier a name, or {@code *.} and a name
     * @param identities the CA's own names for itself, {@code caaIdentities} of its directory
     * @return null where nothing speaks against it
     */
    @Nullable
    Finding check(String identifier, Set<String> identities, String challenge) {
        boolean wildcard = identifier.startsWith("*.");
        try {
            for (Name at = Dns.name(wildcard ? identifier.substring(2) : identifier);
                    at.labels() > 1;
                    at = new Name(at, 1)) {
                List<CAARecord> records = records(at);
                if (!records.isEmpty()) {
                    return judge(identifier, TxtRecord.plain(at.toString()), records, wildcard, identities, challenge);
                }
            }
            return null;
        } catch (DnsFault e) {
            return new Finding(
                    identifier,
                    "has CAA records that cannot be looked up (" + e.getMessage() + ")",
                    "a CA that cannot look them up either will refuse: see whether all servers of the zone answer");
        }
    }

    private List<CAARecord> records(Name name) throws DnsFault {
        List<CAARecord> records = new ArrayList<>();
        for (Record record : dns.ask(name, Type.CAA).getSection(Section.ANSWER)) {
            if (record instanceof CAARecord caa) {
                records.add(caa);
            }
        }
        return records;
    }

    private static @Nullable Finding judge(
            String identifier,
            String at,
            List<CAARecord> records,
            boolean wildcard,
            Set<String> identities,
            String challenge) {
        List<String> issuers = new ArrayList<>();
        boolean wild = wildcard && has(records, "issuewild");
        for (CAARecord record : records) {
            String tag = record.getTag().toLowerCase(Locale.ROOT);
            if ((record.getFlags() & CRITICAL) != 0 && !KNOWN_TAGS.contains(tag)) {
                return new Finding(
                        identifier,
                        "has a critical CAA record '" + tag + "' at " + at,
                        "a CA that does not know it has to refuse");
            }
            if (tag.equals(wild ? "issuewild" : "issue")) {
                issuers.add(record.getValue());
            }
        }
        // A set that says only where to complain restricts nobody.
        if (issuers.isEmpty()) {
            return null;
        }
        boolean named = false;
        for (String issuer : issuers) {
            String[] parts = issuer.split(";", -1);
            if (identities.contains(parts[0].strip().toLowerCase(Locale.ROOT))) {
                named = true;
                if (allows(parts, challenge)) {
                    return null;
                }
            }
        }
        String tag = wild ? "issuewild" : "issue";
        String ca = String.join(" or ", identities);
        return named
                ? new Finding(
                        identifier,
                        "does not let this CA use " + challenge + " (CAA at " + at + ", validationmethods)",
                        "use another challenge, or add " + challenge + " there")
                : new Finding(
                        identifier,
                        "does not let this CA issue (CAA at " + at + ": " + tag + " " + shown(issuers) + ")",
                        "add: " + at + " CAA 0 " + tag + " \"" + ca + "\"");
    }

    private static String shown(List<String> issuers) {
        return ApiMessages.shorten('"' + String.join("\", \"", issuers) + '"');
    }

    private static boolean has(List<CAARecord> records, String tag) {
        for (CAARecord record : records) {
            if (record.getTag().equalsIgnoreCase(tag)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allows(String[] parts, String challenge) {
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].strip().split("=", 2);
            if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("validationmethods")) {
                return List.of(pair[1].strip().split("\\s*,\\s*")).contains(challenge);
            }
        }
        return true;
    }
}
