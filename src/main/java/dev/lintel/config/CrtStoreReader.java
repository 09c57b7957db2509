package dev.lintel.config;

import dev.lintel.base.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code crt-store} sections (HAProxy manual, section 12.7). Owned by the thread that reads. */
final class CrtStoreReader {
    private static final List<String> KEYWORDS = List.of("crt-base", "key-base", "load");

    private final Problems problems;
    private final CertificateStores stores;
    private final Map<String, Section> seen = new HashMap<>();

    CrtStoreReader(Problems problems, CertificateStores stores) {
        this.problems = problems;
        this.stores = stores;
    }

    /** A store's folders count for the lines below them. */
    void read(Section section) {
        String store = section.name() == null ? "" : section.name().text();
        Section first = seen.putIfAbsent(store, section);
        if (first != null && !store.isEmpty()) {
            problems.error(
                    section.pos(), "crt-store '" + store + "' is defined twice; first defined at " + first.pos());
        }
        String[] bases = new String[2];
        for (Line line : section.lines()) {
            Cursor words = new Cursor(line, 1, section.title(), problems);
            try {
                switch (line.keyword()) {
                    case "crt-base" -> bases[0] = words.text("<folder>");
                    case "key-base" -> bases[1] = words.text("<folder>");
                    case "load" -> load(store, section, bases, words);
                    default ->
                        throw words.fail(
                                "unknown keyword '" + line.keyword() + "'; it takes " + String.join(", ", KEYWORDS));
                }
                words.end();
            } catch (Cursor.Stop told) {
                // its problem is told, and the next line may be fine
            }
        }
    }

    private void load(String store, Section section, String[] bases, Cursor words) {
        CertificateDraft draft = new CertificateDraft(words.pos(), section.title());
        Keyword.options(CertificateKeywords.TABLE, draft, words);
        if (draft.crt == null) {
            throw words.fail("'load' expects 'crt <file>'"
                    + (draft.acme == null ? "" : "; for one that 'acme' makes, the file need not be there"));
        }
        stores.load(store, draft, bases[0], bases[1]);
    }
}
