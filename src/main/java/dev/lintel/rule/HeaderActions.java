package dev.lintel.rule;

import static dev.lintel.rule.Action.action;

import dev.lintel.base.Word;
import dev.lintel.exchange.Exchange;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;

/** Actions on fields of a head, one name at a time (manual section 4.4, {@code set-header} and the like). */
final class HeaderActions {
    static final Set<Phase> HTTP = EnumSet.of(Phase.HTTP_REQUEST, Phase.HTTP_RESPONSE, Phase.HTTP_AFTER_RESPONSE);

    static final List<Action> ROWS = List.of(
            action("set-header", HTTP, HeaderActions::set),
            action("add-header", HTTP, HeaderActions::add),
            action("del-header", HTTP, HeaderActions::delete),
            action("replace-header", HTTP, words -> replace(words, true)),
            action("replace-value", HTTP, words -> replace(words, false)),
            action("early-hint", EnumSet.of(Phase.HTTP_REQUEST), HeaderActions::earlyHint));

    private HeaderActions() {}

    private static Action.Step set(Words words) {
        HeaderFetches.Fields fields = Rewrites.fields(words.phase());
        HeaderName name = Rewrites.name(words);
        LogFormat format = words.format("a format for the value");
        return x -> {
            Headers headers = fields.of(x);
            headers.set(name, format.bytes(x));
            Rewrites.changed(x, headers, name);
            return Verdict.CONTINUE;
        };
    }

    private static Action.Step add(Words words) {
        HeaderFetches.Fields fields = Rewrites.fields(words.phase());
        HeaderName name = Rewrites.name(words);
        LogFormat format = words.format("a format for the value");
        return x -> {
            fields.of(x).add(name, format.bytes(x));
            return Verdict.CONTINUE;
        };
    }

    private static Action.Step earlyHint(Words words) {
        HeaderName name = Rewrites.name(words);
        LogFormat format = words.format("a format for the value");
        return x -> {
            if (x.earlyHints == null) {
                x.earlyHints = new Headers(4);
            }
            x.earlyHints.add(name, format.bytes(x));
            return Verdict.CONTINUE;
        };
    }

    private static Action.Step delete(Words words) {
        HeaderFetches.Fields fields = Rewrites.fields(words.phase());
        Word name = words.next("the name of a header field");
        NameTest test = NameTest.read(words, name, true);
        return x -> {
            test.removeFrom(fields.of(x));
            return Verdict.CONTINUE;
        };
    }

    /** Which names of fields a {@code del-header} means. */
    @FunctionalInterface
    interface NameTest {
        boolean matches(byte[] name);

        default void removeFrom(Headers headers) {
            for (int i = headers.size() - 1; i >= 0; i--) {
                if (matches(headers.name(i).bytes())) {
                    headers.remove(i);
                }
            }
        }

        /** Reads {@code -m <method>}, where it stands, and makes the test; names are in lower case by then. */
        static NameTest read(Words words, Word pattern, boolean regexToo) {
            String method = method(words, regexToo);
            if (method.equals("reg")) {
                Regex regex = regex(words, pattern);
                return name -> regex.find(name, 0, name.length);
            }
            return of(method, Bytes.of(pattern.text().toLowerCase(Locale.ROOT)));
        }

        static String method(Words words, boolean regexToo) {
            if (!words.accept("-m")) {
                return "str";
            }
            String known = "'str', 'beg', 'end'" + (regexToo ? ", 'sub' or 'reg'" : " or 'sub'");
            Word method = words.next("a match method behind '-m': " + known);
            boolean good = List.of("str", "beg", "end", "sub").contains(method.text()) || regexToo && method.is("reg");
            if (!good) {
                throw words.error(method.pos(), "expects the match method " + known + ", not '" + method.text() + "'");
            }
            return method.text();
        }

        private static Regex regex(Words words, Word pattern) {
            try {
                return new Regex(Regex.compile(pattern.text(), false));
            } catch (RuleMistake mistake) {
                throw words.error(pattern.pos(), mistake.getMessage());
            }
        }

        static NameTest of(String method, byte[] text) {
            return switch (method) {
                case "beg" -> name -> startsAt(name, 0, text);
                case "end" -> name -> startsAt(name, name.length - text.length, text);
                case "sub" -> name -> contains(name, text);
                default -> name -> name.length == text.length && startsAt(name, 0, text);
            };
        }

        private static boolean startsAt(byte[] name, int at, byte[] text) {
            return at >= 0
                    && at + text.length <= name.length
                    && java.util.Arrays.equals(name, at, at + text.length, text, 0, text.length);
        }

        private static boolean contains(byte[] name, byte[] text) {
            for (int at = 0; at + text.length <= name.length; at++) {
                if (startsAt(name, at, text)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static Action.Step replace(Words words, boolean lines) {
        HeaderFetches.Fields fields = Rewrites.fields(words.phase());
        HeaderName name = Rewrites.name(words);
        Regex regex = new Regex(words.regex("a regular expression", false));
        LogFormat format = words.format("a format to replace with");
        return x -> {
            Headers headers = fields.of(x);
            for (int i = headers.find(name); i >= 0; i = headers.find(name, i + 1)) {
                if (lines) {
                    replaceLine(x, headers, i, regex, format);
                } else {
                    replaceElements(x, headers, i, regex, format);
                }
            }
            Rewrites.changed(x, headers, name);
            return Verdict.CONTINUE;
        };
    }

    private static void replaceLine(Exchange x, Headers headers, int i, Regex regex, LogFormat format) {
        byte[] buf = headers.buf(i);
        int off = headers.off(i);
        byte[] value = replaced(x, buf, off, headers.len(i), regex, format);
        if (value != null) {
            headers.value(i, value, 0, value.length);
        }
    }

    /** What the text becomes where the expression matches anywhere in it, else null. */
    static byte[] replaced(Exchange x, byte[] buf, int off, int len, Regex regex, LogFormat format) {
        Matcher match = regex.match(buf, off, len, 0);
        if (match == null) {
            return null;
        }
        // The format may use this very expression through a converter: it comes first, the match anew.
        byte[] template = format.bytes(x);
        if (format.literal() == null) {
            match = regex.match(buf, off, len, 0);
        }
        ByteWriter out = new ByteWriter(template.length + len);
        Substitution.append(template, match, buf, off, out);
        return out.toBytes();
    }

    /** Of an element that changes the blanks around it go too; all other bytes stay. */
    private static void replaceElements(Exchange x, Headers headers, int i, Regex regex, LogFormat format) {
        byte[] buf = headers.buf(i);
        int end = headers.off(i) + headers.len(i);
        ByteWriter out = null;
        int copied = headers.off(i);
        for (int start = headers.off(i); start <= end; ) {
            int stop = HeaderValues.elementEnd(buf, start, end);
            int from = HeaderValues.skipBlanks(buf, start, stop);
            int to = HeaderValues.dropBlanks(buf, from, stop);
            byte[] value = replaced(x, buf, from, to - from, regex, format);
            if (value != null) {
                out = out == null ? new ByteWriter(headers.len(i) + value.length) : out;
                out.put(buf, copied, start - copied).put(value);
                copied = stop;
            }
            start = stop + 1;
        }
        if (out != null) {
            out.put(buf, copied, end - copied);
            headers.value(i, out.array(), 0, out.size());
        }
    }
}
