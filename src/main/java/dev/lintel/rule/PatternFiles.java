package dev.lintel.rule;

import dev.lintel.base.Pos;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The maps of one configuration by name: each file is loaded once, however often it is used. Filled by the compiling thread. */
public final class PatternFiles {
    private final Map<String, PatternFile> byName = new LinkedHashMap<>();

    /** The map that a name means: a file, {@code file@}, {@code opt@} or {@code virt@} (manual section 2.7). Reports what cannot be read. */
    PatternFile map(String reference, Names names, Pos pos) {
        if (reference.isEmpty()) {
            throw new RuleMistake("expects the name of a map file");
        }
        boolean prefixed = reference.startsWith("file@");
        String name =
                prefixed ? reference.substring(5) : reference.startsWith("opt@") ? reference.substring(4) : reference;
        PatternFile known = byName.get(name);
        if (known == null) {
            List<String> lines = names.lines(reference, pos);
            if (lines == null) {
                throw new RuleMistake(null);
            }
            known = PatternFile.of(name, lines);
            byName.put(name, known);
        }
        return known;
    }

    public Collection<PatternFile> all() {
        return byName.values();
    }

    public PatternFile find(String name) {
        return byName.get(name);
    }
}
