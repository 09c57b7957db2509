package dev.lintel.acme;

import java.util.ArrayList;
import java.util.List;

/** Finds the sentence for humans in the error answers of web services, whose shapes differ. */
final class ApiMessages {
    private static final List<String> NAMES = List.of("message", "detail", "error", "errors", "title", "cause", "code");

    private ApiMessages() {}

    /** A short text, or empty where nothing readable was sent. */
    static String of(String body) {
        String text = body.strip();
        if (text.isEmpty()) {
            return "";
        }
        if (text.startsWith("{") || text.startsWith("[")) {
            try {
                List<String> found = new ArrayList<>();
                collect(Json.read(text), found, 0);
                return shorten(String.join(", ", found));
            } catch (Json.Malformed e) {
                return shorten(text);
            }
        }
        int message = text.indexOf("<Message>");
        int end = text.indexOf("</Message>");
        if (message >= 0 && end > message) {
            return shorten(text.substring(message + 9, end));
        }
        // A page for browsers says nothing that its status does not say.
        return text.startsWith("<") ? "" : shorten(text);
    }

    private static void collect(Json json, List<String> found, int depth) {
        if (depth > 4 || found.size() > 4) {
            return;
        }
        json.items().forEach(item -> take(item, found, depth));
        for (String name : NAMES) {
            int before = found.size();
            take(json.at(name), found, depth);
            if (found.size() > before) {
                return;
            }
        }
        // Some services answer with the field at fault as the name: {"txt": ["too long"]}.
        json.fields().forEach((name, value) -> {
            if (value.isArray() && !value.first().text().isEmpty()) {
                found.add(name + ": " + value.first().text());
            }
        });
    }

    private static void take(Json json, List<String> found, int depth) {
        if (!json.text().isEmpty()) {
            found.add(json.text());
        } else {
            collect(json, found, depth + 1);
        }
    }

    /** One line of at most 200 characters. */
    static String shorten(String text) {
        String line = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() > 200 ? line.substring(0, 200) + "..." : line;
    }
}
