package dev.lintel.acme;

import dev.lintel.base.Problems;
import dev.lintel.model.AcmeSpec;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The files that an {@code acme} section names: one that is not there is told when the configuration is read, not when an order fails for it. */
final class SectionFiles {
    private static final String FILE = "file:";
    /** Settings of providers whose value is a path. */
    private static final Set<String> PATHS = Set.of("key-file", "accounts");

    private final AcmeSpec section;
    private final Problems problems;

    private SectionFiles(AcmeSpec section, Problems problems) {
        this.section = section;
        this.problems = problems;
    }

    static void check(AcmeSpec section, Problems problems) {
        SectionFiles files = new SectionFiles(section, problems);
        files.account();
        files.needed("ca-file", section.caFile());
        files.secrets();
    }

    private void account() {
        if ((section.eabKeyId() == null) != (section.eabMacKey() == null)) {
            problems.error(
                    section.pos(),
                    where() + "'eab-key-id' and 'eab-mac-key' belong together; add '"
                            + (section.eabKeyId() == null ? "eab-key-id" : "eab-mac-key") + " <file>'");
        }
        needed("eab-key-id", section.eabKeyId());
        needed("eab-mac-key", section.eabMacKey());
    }

    private void needed(String keyword, @Nullable String file) {
        if (file != null && isMissing(file)) {
            problems.error(section.pos(), where() + "'" + keyword + "': there is no file " + file);
        }
    }

    /** They are read each time that they are needed, so they may come later. */
    private void secrets() {
        section.providerSettings()
                .forEach((name, value) -> later(
                        "'" + name + "' of '" + section.provider() + "'", PATHS.contains(name) ? FILE + value : value));
        section.notices()
                .forEach(words ->
                        new TreeSet<>(words).forEach(word -> later("'notify " + words.getFirst() + "'", word)));
    }

    private void later(String what, String value) {
        if (value.startsWith(FILE) && isMissing(value.substring(FILE.length()))) {
            problems.warning(
                    section.pos(),
                    where() + what + ": there is no file " + value.substring(FILE.length())
                            + ", and nothing can be done by it until it is there");
        }
    }

    private String where() {
        return "in section 'acme " + section.name() + "': ";
    }

    /** What cannot be looked at by whoever checks may be there for whoever serves. */
    private static boolean isMissing(String file) {
        try {
            return Files.notExists(Path.of(file));
        } catch (InvalidPathException e) {
            return true;
        }
    }
}
