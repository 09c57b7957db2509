package dev.lintel.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fields as a slow reader takes them from lines of text. Written from RFC 9110 section 5 alone, with nothing of the real reader. */
record PlainFields(List<Field> all) {
    record Field(String name, String value) {
        @Override
        public String toString() {
            return name + ": " + value;
        }
    }

    static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern LINE =
            Pattern.compile("(" + TOKEN + "):([\\t\\x20-\\x7e\\x80-\\xff]*)", Pattern.DOTALL);

    /** Null where one of the lines is no field. */
    static PlainFields read(List<String> lines) {
        List<Field> all = new ArrayList<>();
        for (String line : lines) {
            Matcher field = LINE.matcher(line);
            if (!field.matches()) {
                return null;
            }
            String value = field.group(2).replaceAll("^[ \\t]+|[ \\t]+$", "");
            all.add(new Field(field.group(1).toLowerCase(Locale.ROOT), value));
        }
        return new PlainFields(all);
    }

    List<String> values(String name) {
        return all.stream()
                .filter(field -> field.name.equals(name))
                .map(Field::value)
                .toList();
    }

    boolean has(String name) {
        return !values(name).isEmpty();
    }

    void remove(String name) {
        all.removeIf(field -> field.name.equals(name));
    }

    /** The members of the lists in the fields of that name, in lower case. */
    List<String> members(String name) {
        List<String> members = new ArrayList<>();
        for (String value : values(name)) {
            for (String member : value.split(",", -1)) {
                members.add(member.replaceAll("^[ \\t]+|[ \\t]+$", "").toLowerCase(Locale.ROOT));
            }
        }
        return members;
    }
}
