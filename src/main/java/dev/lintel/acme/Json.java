package dev.lintel.acme;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON value (RFC 8259) read whole from a bounded text. What is absent reads as {@link #NONE}, so that a path into an answer of
 * another program's making needs no checks on its way. Immutable.
 */
public final class Json {
    /** What is not there. */
    public static final Json NONE = new Json(null);

    private static final int MAX_CHARACTERS = 4 << 20;
    private static final int MAX_DEPTH = 64;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxDocumentLength(MAX_CHARACTERS)
                    .maxTokenCount(500_000)
                    .maxStringLength(1 << 20)
                    .maxNumberLength(64)
                    .build())
            .build();

    private final @Nullable Object value;

    private Json(@Nullable Object value) {
        this.value = value;
    }

    /** A text that is not JSON, or too big to be the answer to anything that we asked. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    public static Json read(byte[] utf8) throws Malformed {
        return read(new String(utf8, StandardCharsets.UTF_8));
    }

    public static Json read(String text) throws Malformed {
        if (text.length() > MAX_CHARACTERS) {
            throw new Malformed("more than " + MAX_CHARACTERS + " characters");
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw new Malformed("nothing where JSON was expected");
            }
            Json read = new Json(value(parser));
            if (parser.nextToken() != null) {
                throw new Malformed("more after the end of the JSON");
            }
            return read;
        } catch (JacksonException e) {
            throw new Malformed("no JSON: it begins with '" + beginning(text) + "'");
        }
    }

    /** Recursive: the parser bounds the depth. */
    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> null;
        };
    }

    private static Map<String, Json> object(JsonParser parser) {
        Map<String, Json> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, new Json(value(parser)));
        }
        return fields;
    }

    private static List<Json> array(JsonParser parser) {
        List<Json> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(new Json(value(parser)));
        }
        return items;
    }

    private static String beginning(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > 60 ? line.substring(0, 60) + "..." : line;
    }

    /** The field of an object; {@link #NONE} where there is none of that name, or no object. */
    public Json at(String name) {
        return fields().getOrDefault(name, NONE);
    }

    /** The first item of an array, or {@link #NONE}. */
    public Json first() {
        List<Json> items = items();
        return items.isEmpty() ? NONE : items.getFirst();
    }

    @SuppressWarnings("unchecked") // read() puts nothing else there
    public Map<String, Json> fields() {
        return value instanceof Map<?, ?> map ? (Map<String, Json>) map : Map.of();
    }

    @SuppressWarnings("unchecked") // read() puts nothing else there
    public List<Json> items() {
        return value instanceof List<?> list ? (List<Json>) list : List.of();
    }

    /** A string, number or truth value as text; empty for everything else. */
    public String text() {
        return value instanceof String || value instanceof Number || value instanceof Boolean ? value.toString() : "";
    }

    public long number(long otherwise) {
        return value instanceof Number n ? n.longValue() : otherwise;
    }

    public boolean isTrue() {
        return Boolean.TRUE.equals(value);
    }

    /** Whether it says anything at all: {@code null} counts as nothing. */
    public boolean isPresent() {
        return value != null;
    }

    public boolean isObject() {
        return value instanceof Map;
    }

    public boolean isArray() {
        return value instanceof List;
    }

    /** An object to {@link #write}, in this order of fields: name, value, name, value. */
    public static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    /** The text of maps, lists (any collection), strings, numbers, truth values and null. */
    public static String write(@Nullable Object value) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            write(generator, value);
        }
        return out.toString();
    }

    private static void write(JsonGenerator out, @Nullable Object value) {
        switch (value) {
            case null -> out.writeNull();
            case Json json -> write(out, json.value);
            case Map<?, ?> map -> {
                out.writeStartObject();
                map.forEach((name, field) -> {
                    out.writeName(String.valueOf(name));
                    write(out, field);
                });
                out.writeEndObject();
            }
            case Iterable<?> items -> {
                out.writeStartArray();
                items.forEach(item -> write(out, item));
                out.writeEndArray();
            }
            case Boolean truth -> out.writeBoolean(truth);
            case Long n -> out.writeNumber(n);
            case Integer n -> out.writeNumber(n);
            case Number n -> out.writeNumber(n.toString());
            default -> out.writeString(value.toString());
        }
    }

    @Override
    public String toString() {
        return write(value);
    }
}
