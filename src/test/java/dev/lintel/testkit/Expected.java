package dev.lintel.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message that a step expects, and how it differs from one that came. What a step does not name is not looked at.
 *
 * @param start a status; or method and target; null in a step that expects the rest of a message
 * @param body null when the step names none
 * @param absent names of fields that must not be there
 */
record Expected(
        Start start,
        List<Check> fields,
        List<String> absent,
        Check body,
        List<Check> trailers,
        boolean headOnly,
        boolean chunked,
        boolean cut,
        boolean sameConnection,
        boolean newConnection) {

    /** First words of a start line; any of them may be null. */
    record Start(boolean request, String method, Check target, String version, Check reason) {}

    /** {@code name=value}: all values of that name, in order, are these; {@code name~regex}: one of them matches. */
    record Check(String name, boolean exact, String value) {
        boolean accepts(String seen, BiConsumer<String, String> capture) {
            if (exact) return value.equals(seen);
            Matcher m = Pattern.compile(value, Pattern.DOTALL).matcher(seen);
            if (!m.find()) return false;
            for (Map.Entry<String, Integer> group : m.namedGroups().entrySet())
                capture.accept(group.getKey(), m.group(group.getValue()));
            return true;
        }

        @Override
        public String toString() {
            return name + (exact ? "=" : "~") + Latin1.quoted(value, 200);
        }
    }

    /** One line for each difference; empty when the message is as expected. */
    List<String> differences(Message seen, BiConsumer<String, String> capture) {
        List<String> found = new ArrayList<>();
        if (start != null) startDiffers(seen, capture, found);
        fieldsDiffer("", applying(seen), seen.fields, capture, found);
        for (String name : absent)
            if (!Message.values(seen.fields, name).isEmpty())
                found.add("no field " + name + ", seen " + Message.values(seen.fields, name));
        if (headOnly) return found;
        fieldsDiffer("trailer:", trailers, seen.trailers, capture, found);
        if (chunked && !seen.chunked) found.add("a chunked body, seen one that is not");
        if (cut != seen.cut) {
            String where = " after " + seen.body.size() + " bytes of body";
            found.add(
                    cut ? "a message that is cut, seen a whole one" : "a whole message, seen one that is cut" + where);
        }
        if (body != null) bodyDiffers(seen, capture, found);
        return found;
    }

    /** In HTTP/2 there are no fields about the connection; the codec refuses them. */
    private List<Check> applying(Message seen) {
        return seen.http2()
                ? fields.stream()
                        .filter(c -> !H2Fields.OF_CONNECTION.contains(c.name.toLowerCase(Locale.ROOT)))
                        .toList()
                : fields;
    }

    private void startDiffers(Message seen, BiConsumer<String, String> capture, List<String> found) {
        boolean same = true;
        if (start.request) {
            same = start.method.equals(seen.start(0)) && start.target.accepts(seen.start(1), capture);
            same &= start.version == null || seen.http2() || start.version.equals(seen.start(2));
        } else {
            same = start.method.equals(seen.start(1));
            same &= start.version == null || seen.http2() || start.version.equals(seen.start(0));
            same &= start.reason == null || seen.http2() || start.reason.accepts(seen.start(2), capture);
        }
        if (!same) found.add(describeStart() + ", seen " + Latin1.quoted(seen.startLine, 300));
    }

    private String describeStart() {
        String text = start.request ? start.method + " " + start.target.value : start.method;
        if (start.reason != null) text += " " + start.reason;
        return start.version == null ? text : text + " in " + start.version;
    }

    private static void fieldsDiffer(
            String kind,
            List<Check> checks,
            List<Message.Field> seen,
            BiConsumer<String, String> capture,
            List<String> found) {
        for (Check check : checks) {
            List<String> values = Message.values(seen, check.name);
            boolean accepted;
            if (check.exact) {
                List<String> wanted = checks.stream()
                        .filter(c -> c.exact && c.name.equalsIgnoreCase(check.name))
                        .map(Check::value)
                        .toList();
                accepted = wanted.equals(values);
            } else {
                accepted = values.stream().anyMatch(v -> check.accepts(v, capture));
            }
            if (!accepted) found.add(kind + check + ", seen " + (values.isEmpty() ? "no such field" : values));
        }
    }

    private void bodyDiffers(Message seen, BiConsumer<String, String> capture, List<String> found) {
        byte[] bytes = seen.body.copy();
        if (!body.exact) {
            if (!body.accepts(Latin1.text(bytes), capture)) found.add(body + ", seen " + show(bytes));
            return;
        }
        byte[] wanted = Latin1.bytes(body.value);
        int at = Arrays.mismatch(wanted, bytes);
        if (at < 0) return;
        String where = Math.max(wanted.length, bytes.length) > 100 ? ", different from byte " + at : "";
        found.add("body " + show(wanted) + ", seen " + show(bytes) + where);
    }

    /** Short bodies as text, long ones by length and hash. */
    static String show(byte[] bytes) {
        if (bytes.length <= 400) return Latin1.quoted(Latin1.text(bytes), 400);
        try {
            byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
            return bytes.length + " bytes with SHA-256 " + HexFormat.of().formatHex(hash, 0, 8) + "...";
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
