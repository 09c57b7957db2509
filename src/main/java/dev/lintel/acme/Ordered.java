package dev.lintel.acme;

import dev.lintel.model.AcmeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an authority: what decides whether a certificate in the store is still the one that is wanted.
 *
 * @param names in the order of the configuration, lower-cased; the first is the common name
 * @param keyType such as {@code ECDSA P-384} or {@code RSA 2048}
 */
public record Ordered(
        List<String> names, List<String> ips, @Nullable String profile, String keyType) {
    static Ordered of(AcmeSpec section, List<String> domains, List<String> ips) {
        boolean rsa = "RSA".equalsIgnoreCase(section.keyType());
        String type = rsa
                ? "RSA " + (section.bits() > 0 ? section.bits() : 2048)
                : "ECDSA " + (section.curve() == null ? "P-384" : section.curve());
        List<String> lower = new ArrayList<>();
        for (String domain : domains) {
            String plain = TxtRecord.plain(domain.toLowerCase(Locale.ROOT));
            if (!lower.contains(plain)) {
                lower.add(plain);
            }
        }
        return new Ordered(lower, List.copyOf(ips), section.profile(), type);
    }

    /** All that the certificate is to be valid for. */
    List<String> subjects() {
        List<String> all = new ArrayList<>(names);
        all.addAll(ips);
        return all;
    }

    Object json() {
        return Json.object("names", names, "ips", ips, "profile", profile, "keyType", keyType);
    }

    static Ordered of(Json json) {
        Json profile = json.at("profile");
        return new Ordered(
                texts(json.at("names")),
                texts(json.at("ips")),
                profile.isPresent() ? profile.text() : null,
                json.at("keyType").text());
    }

    static List<String> texts(Json array) {
        return array.items().stream().map(Json::text).toList();
    }
}
