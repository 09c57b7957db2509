package dev.lintel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Pos;
import dev.lintel.exchange.Sample;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What the JSON converters make of any bytes: what a plain reader finds, and texts that can be read back. */
final class JsonAgreement {
    private static final Map<String, List<Object>> PATHS = Map.of(
            "$", List.of(),
            "$.a", List.of("a"),
            "$[0]", List.of(0),
            "$[1]", List.of(1),
            "$.a.b", List.of("a", "b"),
            "$.a[1].b", List.of("a", 1, "b"),
            "$[2][0]", List.of(2, 0));

    private JsonAgreement() {}

    static void check(byte[] bytes) {
        String text = Bytes.text(bytes, 0, bytes.length);
        PATHS.forEach((path, steps) -> {
            assertThat(found(bytes, path))
                    .as("%s in %s", path, text.replaceAll("[^ -~]", "?"))
                    .isEqualTo(PlainJson.find(text, steps));
            for (String type : new String[] {"", "int"}) {
                // Whatever it finds, it does not fail.
                conversion("json_query", path, type).convert(null, sample(bytes));
            }
        });
        readsBack(bytes);
    }

    private static String found(byte[] bytes, String path) {
        // In the middle of an array, as samples are.
        byte[] shifted = new byte[bytes.length + 2];
        shifted[0] = '[';
        shifted[bytes.length + 1] = ']';
        System.arraycopy(bytes, 0, shifted, 1, bytes.length);
        JsonText json = new JsonText(shifted, 1, bytes.length);
        int from = new JsonPath(path).find(json, shifted, 1);
        int to = from < 0 ? -1 : json.skipValue(from);
        return to < 0 ? null : (from - 1) + "-" + (to - 1);
    }

    private static Conversion conversion(String name, Object... args) {
        Converter row = JsonConverters.ROWS.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return row.bind().apply(new Args(args, new Bind.FixedNames(), Pos.of("test", 1)));
    }

    private static Sample sample(byte[] bytes) {
        Sample sample = new Sample();
        sample.reset();
        sample.str(bytes, 0, bytes.length);
        return sample;
    }

    /** What is escaped says the same again when it is read as JSON. */
    private static void readsBack(byte[] bytes) {
        assertThat(plain(escaped("ascii", bytes)))
                .isEqualTo(new String(bytes, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8));
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean fits = text.chars().noneMatch(c -> c >= 0xfffd || Character.isSurrogate((char) c));
        byte[] utf8 = escaped("utf8", bytes);
        if (fits) {
            assertThat(plain(utf8)).isEqualTo(bytes);
        }
        for (String code : new String[] {"utf8", "utf8s", "utf8p", "utf8ps"}) {
            byte[] out = escaped(code, bytes);
            if (out != null) {
                assertThat(plain(out)).as(code).isNotNull();
            }
        }
    }

    private static byte[] escaped(String code, byte[] bytes) {
        Sample sample = sample(bytes);
        return conversion("json", code).convert(null, sample) ? sample.copyBytes() : null;
    }

    private static byte[] plain(byte[] escaped) {
        ByteWriter quoted = new ByteWriter(escaped.length + 2);
        quoted.put('"').put(escaped).put('"');
        byte[] all = java.util.Arrays.copyOf(quoted.array(), quoted.size());
        assertThat(new JsonText(all, 0, all.length).skipString(0)).isEqualTo(all.length);
        Sample sample = sample(all);
        return JsonEscape.plain(sample, 1, all.length - 1) ? sample.copyBytes() : null;
    }
}
