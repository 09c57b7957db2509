package dev.lintel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Paths into random documents whose values are known, and documents that are damaged. */
class JsonPathTest {
    /** Writes a random document and remembers one way into it with the value that lies there. */
    private static final class Writer {
        private final Random random;
        private final StringBuilder out = new StringBuilder();
        private String path;
        private String value;

        Writer(long seed) {
            random = new Random(seed);
            space();
            value(4, "$");
            space();
        }

        private void space() {
            out.append(" \t\r\n".substring(random.nextInt(5) == 0 ? random.nextInt(4) : 4));
        }

        private void value(int depth, String here) {
            int start = out.length();
            switch (random.nextInt(depth > 0 ? 7 : 4)) {
                case 0 -> out.append(random.nextInt(2000) - 1000);
                case 1 -> text();
                case 2 -> out.append(random.nextBoolean());
                case 3 -> out.append("null");
                case 4, 5 -> object(depth, here);
                default -> array(depth, here);
            }
            if (path == null || random.nextInt(4) == 0) {
                path = here;
                value = out.substring(start);
            }
        }

        private void text() {
            out.append('"');
            for (int n = random.nextInt(6); n > 0; n--) {
                out.append(new String[] {"a", "}", "]", ",", ":", "\\\"", "\\\\", "{", "\\u0041", "\u00e9"}
                        [random.nextInt(10)]);
            }
            out.append('"');
        }

        private void object(int depth, String here) {
            out.append('{');
            space();
            int count = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                String key = "k" + i;
                out.append(i > 0 ? "," : "");
                space();
                out.append('"').append(key).append('"');
                space();
                out.append(':');
                space();
                value(depth - 1, here + "." + key);
                space();
            }
            out.append('}');
        }

        private void array(int depth, String here) {
            out.append('[');
            space();
            int count = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                out.append(i > 0 ? "," : "");
                space();
                value(depth - 1, here + "[" + i + "]");
                space();
            }
            out.append(']');
        }
    }

    private static String find(byte[] json, int len, String path) {
        byte[] padded = new byte[len + 2];
        System.arraycopy(json, 0, padded, 1, len);
        JsonText text = new JsonText(padded, 1, len);
        int from = new JsonPath(path).find(text, padded, 1);
        int to = from < 0 ? -1 : text.skipValue(from);
        return to < 0 ? null : Bytes.text(padded, from, to - from);
    }

    @Test
    void everyValueIsFoundAtItsPath() {
        for (int seed = 0; seed < 2_000; seed++) {
            Writer writer = new Writer(seed);
            byte[] json = Bytes.of(writer.out.toString());
            assertThat(find(json, json.length, writer.path))
                    .as("seed %d: %s in %s", seed, writer.path, writer.out)
                    .isEqualTo(writer.value);
            assertThat(find(json, json.length, writer.path + ".none")).isNull();
        }
    }

    /** A document cut anywhere never gives a value that the whole one does not begin with. */
    @Test
    void cutDocumentsAreReadToTheirEnd() {
        for (int seed = 0; seed < 200; seed++) {
            Writer writer = new Writer(seed);
            byte[] json = Bytes.of(writer.out.toString());
            for (int cut = 0; cut < json.length; cut++) {
                String seen = find(json, cut, writer.path);
                assertThat(seen == null || writer.value.startsWith(seen)).isTrue();
            }
        }
    }

    @Test
    void damagedDocumentsEndSomewhere() {
        for (int seed = 0; seed < 5_000; seed++) {
            Writer writer = new Writer(seed);
            byte[] json = Bytes.of(writer.out.toString());
            Random random = new Random(seed);
            json[random.nextInt(json.length)] = (byte) "{}[],:\"\\0".charAt(random.nextInt(9));
            String seen = find(json, json.length, writer.path);
            assertThat(seen == null || seen.length() <= json.length).isTrue();
        }
    }

    @Test
    void nestingIsBounded() {
        int limit = JsonText.MAX_DEPTH;
        String deep = "[".repeat(limit) + "]".repeat(limit);
        assertThat(find(Bytes.of(deep), deep.length(), "$")).isEqualTo(deep);
        String deeper = "[" + deep + "]";
        assertThat(find(Bytes.of(deeper), deeper.length(), "$")).isNull();
        String bomb = "[".repeat(1_000_000);
        assertThat(find(Bytes.of(bomb), bomb.length(), "$")).isNull();
    }
}
