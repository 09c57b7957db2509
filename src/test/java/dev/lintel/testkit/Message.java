package dev.lintel.testkit;

import java.util.ArrayList;
import java.util.List;

/** A request or an answer as it was read from a connection, or as far as it came. */
final class Message {
    /** A field as it was on the wire. */
    record Field(String name, String value) {}

    String startLine;
    final List<Field> fields = new ArrayList<>();
    final List<Field> trailers = new ArrayList<>();
    final ByteQueue body = new ByteQueue();
    boolean chunked;
    /** Ended by the end of the connection before its framing said so. */
    boolean cut;

    /** Word {@code index} of the start line: method, target, version; or version, status, reason. */
    String start(int index) {
        String[] words = startLine.split(" ", 3);
        return index < words.length ? words[index] : "";
    }

    int status() {
        String status = start(1);
        return status.matches("\\d{3}") ? Integer.parseInt(status) : 0;
    }

    static List<String> values(List<Field> fields, String name) {
        List<String> values = new ArrayList<>();
        for (Field field : fields) if (field.name().equalsIgnoreCase(name)) values.add(field.value());
        return values;
    }

    static String first(List<Field> fields, String name) {
        List<String> values = values(fields, name);
        return values.isEmpty() ? null : values.getFirst();
    }

    String first(String name) {
        return first(fields, name);
    }

    boolean http2() {
        return start(0).equals("HTTP/2") || start(2).equals("HTTP/2");
    }
}
