package dev.lintel.config;

import static dev.lintel.config.Keyword.runs;

import dev.lintel.base.Table;
import dev.lintel.model.TlsVersion;
import java.util.ArrayList;
import java.util.List;

/** The words that say how TLS is spoken to clients: options of {@code bind} and of a {@code crt-list} line (manual, section 5.1). */
final class TlsPolicyKeywords {
    static final Table<Keyword<TlsPolicyDraft>> TABLE = Table.of(
            Keyword::name,
            List.of(
                    runs("alpn", (d, w) -> d.alpn = protocols(w)),
                    runs("no-alpn", (d, w) -> d.alpn = List.of()),
                    runs("ssl-min-ver", (d, w) -> d.versions.min = version(w)),
                    runs("ssl-max-ver", (d, w) -> d.versions.max = version(w))));

    private TlsPolicyKeywords() {}

    private static TlsVersion version(Cursor words) {
        List<String> names = new ArrayList<>();
        for (TlsVersion version : TlsVersion.values()) {
            names.add(version.word());
        }
        return TlsVersion.values()[names.indexOf(words.oneOf(names))];
    }

    /** {@code h2,http/1.1}. */
    static List<String> protocols(Cursor words) {
        String text = words.peek();
        List<String> protocols = List.of(words.text("<protocol>,...").split(",", -1));
        for (String protocol : protocols) {
            if (protocol.isEmpty() || protocol.length() > 255) {
                throw words.fail("'" + words.subject() + "' expects protocols with commas between, such as h2,http/1.1,"
                        + " not '" + text + "'");
            }
        }
        return protocols;
    }
}
