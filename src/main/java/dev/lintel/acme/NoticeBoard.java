package dev.lintel.acme;

import dev.lintel.model.AcmeSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The targets of all {@code acme} sections: sections that say the same share them, and a reload that changes nothing keeps them. Any thread. */
final class NoticeBoard implements AutoCloseable {
    private final Consumer<String> log;
    private final Map<List<List<String>>, Notices> byLines = new HashMap<>();

    /** @param log is told what could not be sent */
    NoticeBoard(Consumer<String> log) {
        this.log = log;
    }

    synchronized void tell(AcmeSpec section, Notice notice) {
        if (!section.notices().isEmpty()) {
            byLines.computeIfAbsent(section.notices(), this::open).tell(notice);
        }
    }

    private Notices open(List<List<String>> lines) {
        try {
            return Notices.to(lines, log);
        } catch (DnsFault e) {
            // Checked before the configuration came into force; whatever changed since is said and done without.
            log.accept(String.valueOf(e.getMessage()));
            return Notices.none();
        }
    }

    /** These sections are in force; targets of others end. */
    synchronized void keep(Collection<AcmeSpec> sections) {
        List<List<List<String>>> wanted =
                sections.stream().map(AcmeSpec::notices).toList();
        byLines.entrySet().removeIf(entry -> {
            boolean gone = !wanted.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    @Override
    public synchronized void close() {
        byLines.values().forEach(Notices::close);
        byLines.clear();
    }
}
