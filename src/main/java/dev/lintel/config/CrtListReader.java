package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.base.Table;
import dev.lintel.base.Word;
import dev.lintel.model.BindTlsSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a {@code crt-list}: certificates, each with options in brackets and the names that it answers (HAProxy manual, section 5.1), and
 * the options of {@code ssl-f-use}, which are the same. Owned by the thread that reads.
 */
final class CrtListReader {
    /**
     * One certificate with what its line says.
     *
     * @param listed the line, or null for {@code ssl-f-use}
     */
    record Entry(
            CertificateDraft certificate, TlsPolicyDraft policy, List<String> filters, BindTlsSpec.Listed listed) {}

    static final Table<Keyword<Entry>> OPTIONS = options();

    private final Problems problems;

    CrtListReader(Problems problems) {
        this.problems = problems;
    }

    private static Table<Keyword<Entry>> options() {
        List<Keyword<Entry>> rows = new ArrayList<>();
        for (Keyword<CertificateDraft> row : CertificateKeywords.TABLE.rows()) {
            // 'curves' here are those of the handshake; those of a made-up certificate only exist in a crt-store
            if (!row.name().equals("curves")) {
                rows.add(new Keyword<>(
                        row.name(),
                        row.answer(),
                        row.places(),
                        row.note(),
                        (e, w) -> row.read().read(e.certificate, w)));
            }
        }
        for (Keyword<TlsPolicyDraft> row : TlsPolicyKeywords.CERTIFICATE.rows()) {
            rows.add(new Keyword<>(
                    row.name(),
                    row.answer(),
                    row.places(),
                    row.note(),
                    (e, w) -> row.read().read(e.policy, w)));
        }
        return Table.of(Keyword::name, rows);
    }

    /** The lines of a file; nothing, with a problem told at the line that names it, where it cannot be read. */
    List<Entry> read(String file, Pos named, String place) {
        String text;
        try {
            text = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            problems.error(named, "in " + place + ": cannot read the crt-list '" + file + "': " + Source.reason(e));
            return List.of();
        } catch (InvalidPathException e) {
            problems.error(named, "in " + place + ": '" + file + "' is no path of a crt-list");
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.startsWith("#") || line.isBlank()) {
                continue;
            }
            try {
                entries.add(line(line, Pos.of(file, number)));
            } catch (Cursor.Stop told) {
                // its problem is told, and the next line may be fine
            }
        }
        return entries;
    }

    private Entry line(String text, Pos pos) {
        int open = text.indexOf('[');
        int close = text.indexOf(']', open + 1);
        String options = open < 0 ? "" : close < 0 ? text.substring(open + 1) : text.substring(open + 1, close);
        String place = "crt-list";
        Cursor whole = new Cursor(words(text, pos), 0, place, problems);
        whole.subject("crt-list");
        if (open >= 0 && close < 0) {
            throw whole.fail("'[' opens options and has no ']' behind them");
        }
        if (open >= 0 && text.indexOf('[', open + 1) >= 0) {
            throw whole.fail("all options of a line stand in one pair of brackets, and there is a second '['");
        }
        if (open >= 0 && text.substring(0, open).isBlank()) {
            throw whole.fail("a line expects the file of a certificate first, then [options], then names, not '['");
        }
        Line before = words(open < 0 ? text : text.substring(0, open), pos);
        Line behind = words(open < 0 ? "" : text.substring(close + 1), pos);
        List<Word> names = new ArrayList<>(before.words().subList(1, before.size()));
        names.addAll(behind.words());
        Entry entry = new Entry(
                new CertificateDraft(pos, place),
                new TlsPolicyDraft(),
                new ArrayList<>(),
                new BindTlsSpec.Listed(pos, options.strip()));
        entry.certificate.crt = before.keyword();
        Cursor cursor = new Cursor(words(options, pos), 0, place, problems);
        cursor.subject(before.keyword());
        Keyword.options(OPTIONS, entry, cursor);
        filters(names, entry, whole);
        return entry;
    }

    private static Line words(String text, Pos pos) {
        List<Word> words = new ArrayList<>();
        for (String word : text.strip().split("\\s+")) {
            if (!word.isEmpty()) {
                words.add(new Word(word, pos, false));
            }
        }
        return new Line(pos, words, "");
    }

    private void filters(List<Word> names, Entry entry, Cursor line) {
        boolean wild = false;
        boolean negative = false;
        for (Word name : names) {
            String filter = name.text().toLowerCase(Locale.ROOT);
            if (filter.startsWith("#")) {
                line.hint("a comment begins its line; '"
                        + String.join(" ", names.stream().map(Word::text).toList())
                        + "' are taken for names, as HAProxy does");
            }
            if (filter.startsWith("!*.")) {
                line.warn("'" + filter + "' excludes nothing: a wildcard cannot be excluded, only names");
            }
            wild |= filter.startsWith("*.");
            negative |= filter.startsWith("!") && !filter.startsWith("!*");
            entry.filters.add(filter);
        }
        if (negative && !wild) {
            line.warn("'!' excludes names from a wildcard such as *.example.org, and the line has none");
        }
    }
}
