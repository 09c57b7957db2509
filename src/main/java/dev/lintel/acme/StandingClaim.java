package dev.lintel.acme;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.toolbox.JSON;

/**
 * What the TXT record says that lets one account at a CA prove a name again and again (dns-persist-01, draft-ietf-acme-dns-persist).
 *
 * @param issuers names of the CA, any of which will do
 * @param account the URL of the account
 * @param wildcard whether wildcards below the name are proved, too
 */
record StandingClaim(List<String> issuers, String account, boolean wildcard) {
    /** Where the record stands, in front of the domain. */
    static final String PREFIX = "_validation-persist.";

    private static final int MAX_ISSUERS = 10;
    /** One string of a TXT record; what is in several is read differently by different programs. */
    private static final int MAX_LENGTH = 255;

    /** @throws OrderFault where the draft wants the challenge to be refused */
    static StandingClaim of(Challenge challenge, String account, boolean wildcard) throws OrderFault {
        List<String> issuers = new ArrayList<>();
        JSON.Value names = challenge.getJSON().get("issuer-domain-names");
        if (names.isPresent()) {
            names.asArray().forEach(name -> issuers.add(name.asString()));
        }
        if (issuers.isEmpty() || issuers.size() > MAX_ISSUERS) {
            throw OrderFault.dead(
                    "proof: the CA names " + issuers.size() + " issuers for dns-persist-01, where one to " + MAX_ISSUERS
                            + " are expected",
                    null);
        }
        StandingClaim claim = new StandingClaim(List.copyOf(issuers), account, wildcard);
        if (!issuers.getFirst().matches("[\\w.-]+") || claim.value().length() > MAX_LENGTH) {
            throw OrderFault.dead(
                    "proof: what dns-persist-01 wants to be written does not fit into a TXT record: " + claim.value(),
                    null);
        }
        return claim;
    }

    /** The record's text. */
    String value() {
        return issuers.getFirst() + "; accounturi=" + account + (wildcard ? "; policy=wildcard" : "");
    }

    /** Where it has to be and what it has to say, before any CNAME is followed. */
    TxtRecord record(String identifier) {
        String domain = TxtRecord.plain(identifier.startsWith("*.") ? identifier.substring(2) : identifier);
        return new TxtRecord(domain, PREFIX + domain, value());
    }

    /** Whether a record that is there says this, or more. */
    boolean isIn(String text, Instant now) {
        String[] parts = text.split(";", -1);
        if (issuers.stream().noneMatch(issuer -> TxtRecord.plain(issuer).equals(TxtRecord.plain(parts[0].strip())))) {
            return false;
        }
        boolean ours = false;
        boolean wide = false;
        for (int i = 1; i < parts.length; i++) {
            String[] parameter = parts[i].strip().split("=", 2);
            String value = parameter.length < 2 ? "" : parameter[1].strip();
            switch (parameter[0].strip().toLowerCase(Locale.ROOT)) {
                case "accounturi" -> ours = value.equals(account);
                case "policy" -> wide = value.equalsIgnoreCase("wildcard");
                case "persistuntil" -> {
                    if (!value.matches("\\d{1,12}") || Long.parseLong(value) <= now.getEpochSecond()) {
                        return false;
                    }
                }
                default -> {
                    // Not for us, as of any such list.
                }
            }
        }
        return ours && (wide || !wildcard);
    }
}
