package dev.lintel.rule;

import dev.lintel.http.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The part of JSONPath that {@code json_query} knows (manual section 7.3.1): {@code $}, {@code .key} with backslashes before dots and
 * brackets of its name, {@code [index]}. Immutable. A path that is none finds nothing, as in HAProxy.
 */
final class JsonPath {
    private final List<Step> steps;

    /** @param key null for a place in an array */
    private record Step(byte[] key, long index) {}

    JsonPath(String text) {
        this.steps = steps(text);
    }

    private static List<Step> steps(String text) {
        List<Step> steps = new ArrayList<>();
        if (!text.startsWith("$")) {
            return null;
        }
        for (int i = 1; i < text.length(); ) {
            if (text.charAt(i) == '.') {
                StringBuilder key = new StringBuilder();
                i = key(text, i + 1, key);
                steps.add(new Step(Bytes.of(key.toString()), 0));
            } else if (text.charAt(i) == '[') {
                int close = text.indexOf(']', i);
                int end = close < 0 ? text.length() : close;
                byte[] digits = Bytes.of(text.substring(i + 1, end));
                steps.add(new Step(null, Casts.leadingNumber(digits, 0, digits.length)));
                i = end + 1;
            } else {
                return null;
            }
        }
        return List.copyOf(steps);
    }

    private static int key(String text, int from, StringBuilder key) {
        int i = from;
        for (; i < text.length() && text.charAt(i) != '.' && text.charAt(i) != '['; i++) {
            if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                i++;
            }
            key.append(text.charAt(i));
        }
        return i;
    }

    /** Where the value begins that the path leads to, or -1. Names of keys are compared as they are spelled. */
    int find(JsonText json, byte[] buf, int off) {
        if (steps == null) {
            return -1;
        }
        int i = json.skipSpace(off);
        for (Step step : steps) {
            i = step.key == null ? item(json, i, step.index) : member(json, i, buf, step.key);
            if (i < 0) {
                return -1;
            }
        }
        return i;
    }

    private static int member(JsonText json, int from, byte[] buf, byte[] key) {
        if (json.at(from) != '{') {
            return -1;
        }
        int i = from;
        do {
            int name = json.skipSpace(i + 1);
            int value = json.skipKey(name);
            if (value < 0) {
                return -1;
            }
            int after = json.skipString(name);
            if (Arrays.equals(buf, name + 1, after - 1, key, 0, key.length)) {
                return value;
            }
            int end = json.skipValue(value);
            i = end < 0 ? -1 : json.skipSpace(end);
        } while (i >= 0 && json.at(i) == ',');
        return -1;
    }

    private static int item(JsonText json, int from, long index) {
        if (json.at(from) != '[' || index < 0) {
            return -1;
        }
        int i = from;
        for (long left = index; ; left--) {
            int value = json.skipSpace(i + 1);
            if (left == 0) {
                return json.at(value) == ']' ? -1 : value;
            }
            int end = json.skipValue(value);
            i = end < 0 ? -1 : json.skipSpace(end);
            if (i < 0 || json.at(i) != ',') {
                return -1;
            }
        }
    }
}
