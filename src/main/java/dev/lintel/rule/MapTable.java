package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import dev.lintel.http.AddressText;
import dev.lintel.http.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * A map compiled for one match method and one type of value (manual section 7.3.1, {@code map}). Its content is exchanged as a whole; loops
 * read it once a look-up.
 */
final class MapTable implements PatternFile.Use {
    /** What a look-up gives. */
    enum Output {
        STR,
        INT,
        IP,
        KEY
    }

    private final String file;
    private final Matcher matcher;
    private final Output output;
    private volatile Content content;

    /** @param texts of every entry, for all outputs but INT */
    private record Content(Patterns patterns, byte[][] texts, long[] numbers) {}

    MapTable(PatternFile file, Matcher matcher, Output output) {
        this.file = file.name();
        this.matcher = matcher;
        this.output = output;
        file.compile(this);
    }

    @Override
    public Runnable prepare(List<PatternFile.Entry> entries) {
        List<String> keys = new ArrayList<>(entries.size());
        byte[][] texts = new byte[entries.size()][];
        long[] numbers = new long[output == Output.INT ? entries.size() : 0];
        for (int i = 0; i < texts.length; i++) {
            PatternFile.Entry entry = entries.get(i);
            keys.add(entry.key());
            switch (output) {
                case STR -> texts[i] = Bytes.of(entry.value());
                case KEY -> texts[i] = Bytes.of(entry.key());
                case INT -> numbers[i] = number(entry);
                case IP -> texts[i] = address(entry);
            }
        }
        Content prepared = new Content(patterns(keys), texts, numbers);
        return () -> content = prepared;
    }

    private Patterns patterns(List<String> keys) {
        try {
            return matcher.build().build(keys, false);
        } catch (RuleMistake mistake) {
            throw new RuleMistake(mistake.getMessage() + " (a key in the map '" + file + "')");
        }
    }

    private long number(PatternFile.Entry entry) {
        try {
            return Long.parseLong(entry.value());
        } catch (NumberFormatException noNumber) {
            throw new RuleMistake(
                    "expects numbers as values of the map, not '" + entry.value() + "' (" + place(entry) + ")");
        }
    }

    private byte[] address(PatternFile.Entry entry) {
        byte[] text = Bytes.of(entry.value());
        byte[] ip = AddressText.parse(text, 0, text.length);
        if (ip == null) {
            throw new RuleMistake(
                    "expects IP addresses as values of the map, not '" + entry.value() + "' (" + place(entry) + ")");
        }
        return ip;
    }

    private String place(PatternFile.Entry entry) {
        return file + ":" + entry.line();
    }

    /** Puts the value of the entry that matches into the register; false where none does. */
    boolean find(Sample s) {
        Content now = content;
        int i = now.patterns.find(s);
        if (i < 0) {
            return false;
        }
        return switch (output) {
            case STR, KEY -> s.str(now.texts[i]);
            case INT -> s.number(now.numbers[i]);
            case IP -> s.address(now.texts[i]);
        };
    }
}
