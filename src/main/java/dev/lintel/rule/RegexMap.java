package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import java.util.List;

/** A map of regular expressions whose values are filled in from the match ({@code map_regm}, manual section 7.3.1). */
final class RegexMap implements PatternFile.Use {
    private final String file;
    private volatile Content content;

    private record Content(Regex[] keys, byte[][] templates) {}

    RegexMap(PatternFile file) {
        this.file = file.name();
        file.compile(this);
    }

    @Override
    public Runnable prepare(List<PatternFile.Entry> entries) {
        Regex[] keys = new Regex[entries.size()];
        byte[][] templates = new byte[keys.length][];
        for (int i = 0; i < keys.length; i++) {
            PatternFile.Entry entry = entries.get(i);
            try {
                keys[i] = new Regex(Regex.compile(entry.key(), false));
            } catch (RuleMistake mistake) {
                throw new RuleMistake(mistake.getMessage() + " (" + file + ":" + entry.line() + ")");
            }
            templates[i] = Bytes.of(entry.value());
        }
        Content prepared = new Content(keys, templates);
        return () -> content = prepared;
    }

    /** Puts the filled value of the first expression that matches into the register; false where none does. */
    boolean find(Sample s) {
        Content now = content;
        for (int i = 0; i < now.keys.length; i++) {
            java.util.regex.Matcher match = now.keys[i].match(s.buf, s.off, s.len, 0);
            if (match != null) {
                ByteWriter out = new ByteWriter(now.templates[i].length + s.len);
                Substitution.append(now.templates[i], match, s.buf, s.off, out);
                return s.str(out.array(), 0, out.size());
            }
        }
        return false;
    }
}
