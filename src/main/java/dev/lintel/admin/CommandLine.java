package dev.lintel.admin;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of commands, taken apart (management manual, section 9.3): semicolons part commands, blanks part words, a backslash takes the
 * meaning from what follows, and {@code <<} at the end announces a payload.
 *
 * @param commands the words of each command; one of no words is there to be answered by an empty line
 * @param end the line that ends the payload, empty for an empty line; null: none follows
 */
record CommandLine(List<List<String>> commands, @Nullable String end) {
    private static final String PAYLOAD = "<<";
    private static final int MAX_END = 64;

    static CommandLine parse(String line) {
        String end = payloadEnd(line);
        String text = end == null ? line : line.substring(0, line.length() - PAYLOAD.length() - end.length());
        List<List<String>> commands = new ArrayList<>();
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escaped = c == '\\' && i + 1 < text.length();
            if (!escaped && (c == ';' || c == ' ' || c == '\t')) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                if (c == ';') {
                    commands.add(List.copyOf(words));
                    words.clear();
                }
            } else {
                word = word == null ? new StringBuilder() : word;
                word.append(escaped ? text.charAt(++i) : c);
            }
        }
        if (word != null) {
            words.add(word.toString());
        }
        commands.add(List.copyOf(words));
        return new CommandLine(List.copyOf(commands), end);
    }

    /** The pattern must be a word of its own, the last one; a longer one than may be is an ordinary word. */
    private static @Nullable String payloadEnd(String line) {
        int at = Math.max(line.lastIndexOf(" " + PAYLOAD), line.lastIndexOf("\t" + PAYLOAD));
        if (at < 0) {
            return null;
        }
        String end = line.substring(at + 1 + PAYLOAD.length());
        boolean word = end.length() <= MAX_END && end.indexOf(' ') < 0 && end.indexOf('\t') < 0;
        return word ? end : null;
    }
}
