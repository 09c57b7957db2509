package dev.lintel.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** One line of a table of raw messages: what is understood, and the bytes. */
record RawCase(String place, String verdict, byte[] bytes) {
    private static final Pattern REPEAT = Pattern.compile("\\$\\{(.*?)\\*(\\d+)}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-fA-F]{2}|.)");

    static List<RawCase> table(String name) {
        try (InputStream in = RawCase.class.getResourceAsStream(name)) {
            List<RawCase> cases = new ArrayList<>();
            int number = 0;
            for (String line : new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).split("\n", -1)) {
                number++;
                int arrow = line.indexOf(" <- ");
                if (!line.startsWith("#") && arrow >= 0) {
                    cases.add(new RawCase(
                            name + ":" + number, line.substring(0, arrow).strip(), bytes(line.substring(arrow + 4))));
                }
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(String text) {
        String repeated = REPEAT.matcher(text).replaceAll(m -> quoted(m.group(1).repeat(Integer.parseInt(m.group(2)))));
        return ESCAPE.matcher(repeated).replaceAll(RawCase::unescaped).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String quoted(String text) {
        return java.util.regex.Matcher.quoteReplacement(text);
    }

    private static String unescaped(MatchResult match) {
        String what = match.group(1);
        return quoted(
                switch (what.charAt(0)) {
                    case 'r' -> "\r";
                    case 'n' -> "\n";
                    case 't' -> "\t";
                    case 'x' -> String.valueOf((char) Integer.parseInt(what, 1, 3, 16));
                    default -> what;
                });
    }

    /** The bytes as the table spells them. */
    static String spelled(byte[] bytes, int from, int to) {
        StringBuilder out = new StringBuilder();
        for (int i = from; i < to; i++) {
            int b = bytes[i] & 0xff;
            switch (b) {
                case '\r' -> out.append("\\r");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (b < 0x20 || b > 0x7e) {
                        out.append("\\x").append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
                    } else {
                        out.append((char) b);
                    }
                }
            }
        }
        return out.toString();
    }

    String spelled() {
        return spelled(bytes, 0, bytes.length);
    }

    @Override
    public String toString() {
        return place;
    }
}
