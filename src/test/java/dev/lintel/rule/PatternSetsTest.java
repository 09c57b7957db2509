package dev.lintel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.AddressText;
import dev.lintel.http.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fast set of patterns against a plain loop over its patterns, with seeded random patterns and values. */
class PatternSetsTest {
    private static final int ROUNDS = 300;
    private static final int VALUES = 60;

    @ParameterizedTest
    @CsvSource({"str", "beg", "end", "sub", "dir", "dom"})
    void textsAreFoundAsByALoop(String method) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            boolean ignoreCase = random.nextBoolean();
            List<String> patterns = texts(random, 1 + random.nextInt(seed % 20 == 0 ? 300 : 12), 1);
            Patterns set = Matchers.TABLE.find(method).build().build(patterns, ignoreCase);
            for (int i = 0; i < VALUES; i++) {
                String value = random.nextInt(3) == 0
                        ? patterns.get(random.nextInt(patterns.size())) + text(random, 0)
                        : text(random, 0) + text(random, 0);
                int expected = expected(method, patterns, value, ignoreCase);
                assertThat(find(set, value))
                        .as("seed %d: %s %s of %s", seed, value, method, patterns)
                        .isEqualTo(expected);
            }
        }
    }

    /** A small alphabet with both cases and all delimiters, so that patterns overlap. */
    private static String text(Random random, int atLeast) {
        StringBuilder out = new StringBuilder();
        for (int n = atLeast + random.nextInt(6); n > 0; n--) {
            out.append("aAbBc./:?\u00e9".charAt(random.nextInt(10)));
        }
        return out.toString();
    }

    private static List<String> texts(Random random, int count, int atLeast) {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            out.add(text(random, atLeast));
        }
        return out;
    }

    private static int find(Patterns set, String value) {
        byte[] padded = Bytes.of("#" + value + "#");
        Sample s = new Sample();
        s.str(padded, 1, padded.length - 2);
        return set.find(s);
    }

    private static String folded(String text, boolean ignoreCase) {
        // Only ASCII has a case here.
        return ignoreCase ? text.toLowerCase(Locale.ROOT) : text;
    }

    private static int expected(String method, List<String> patterns, String value, boolean ignoreCase) {
        BiPredicate<String, String> matches = switch (method) {
            case "str" -> String::equals;
            case "beg" -> String::startsWith;
            case "end" -> String::endsWith;
            case "sub" -> String::contains;
            case "dir" -> (v, p) -> between(v, p, "/?");
            case "dom" -> (v, p) -> between(v, p, "./:?");
            default -> throw new AssertionError(method);
        };
        int found = -1;
        for (int i = 0; i < patterns.size(); i++) {
            if (matches.test(folded(value, ignoreCase), folded(patterns.get(i), ignoreCase))) {
                boolean longest = method.equals("beg");
                if (found < 0
                        || longest
                                && patterns.get(i).length()
                                        > patterns.get(found).length()) {
                    found = i;
                }
            }
        }
        return found;
    }

    private static boolean between(String value, String pattern, String delimiters) {
        String p = pattern;
        while (!p.isEmpty() && delimiters.indexOf(p.charAt(0)) >= 0) {
            p = p.substring(1);
        }
        while (!p.isEmpty() && delimiters.indexOf(p.charAt(p.length() - 1)) >= 0) {
            p = p.substring(0, p.length() - 1);
        }
        if (p.isEmpty()) {
            return false;
        }
        for (int i = value.indexOf(p); i >= 0; i = value.indexOf(p, i + 1)) {
            int end = i + p.length();
            boolean before = i == 0 || delimiters.indexOf(value.charAt(i - 1)) >= 0;
            boolean after = end == value.length() || delimiters.indexOf(value.charAt(end)) >= 0;
            if (before && after) {
                return true;
            }
        }
        return false;
    }

    @Test
    void rangesAreFoundAsByALoop() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            List<String> patterns = new ArrayList<>();
            for (int n = 1 + random.nextInt(30); n > 0; n--) {
                long low = random.nextInt(41) - 20L;
                long high = low + random.nextInt(6);
                patterns.add(
                        switch (random.nextInt(5)) {
                            case 0 -> Long.toString(low);
                            case 1 -> random.nextInt(9) == 0 ? low + ":" : low + ":" + low;
                            case 2 -> random.nextInt(9) == 0 ? ":" + low : low + ":" + high;
                            default -> low + ":" + high;
                        });
            }
            Ranges ranges = Ranges.of(patterns);
            for (long value = -30; value <= 30; value++) {
                assertThat(ranges.find(value))
                        .as("seed %d: %d in %s", seed, value, patterns)
                        .isEqualTo(firstRange(patterns, value));
            }
            assertThat(ranges.find(Long.MIN_VALUE)).isEqualTo(firstRange(patterns, Long.MIN_VALUE));
            assertThat(ranges.find(Long.MAX_VALUE)).isEqualTo(firstRange(patterns, Long.MAX_VALUE));
        }
    }

    private static int firstRange(List<String> patterns, long value) {
        for (int i = 0; i < patterns.size(); i++) {
            String[] ends = patterns.get(i).split(":", -1);
            long low = ends[0].isEmpty() ? Long.MIN_VALUE : Long.parseLong(ends[0]);
            String last = ends[ends.length - 1];
            long high = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
            if (value >= low && value <= high) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void networksAreFoundAsByALoop() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            List<String> patterns = new ArrayList<>();
            for (int n = 1 + random.nextInt(seed % 20 == 0 ? 200 : 15); n > 0; n--) {
                boolean v4 = random.nextBoolean();
                patterns.add(show(address(random, v4)) + "/" + random.nextInt(v4 ? 33 : 129));
            }
            NetworkSet set = NetworkSet.of(patterns);
            for (int i = 0; i < VALUES; i++) {
                byte[] address = address(random, random.nextBoolean());
                Sample s = new Sample();
                s.address(address);
                assertThat(set.find(s))
                        .as("seed %d: %s in %s", seed, show(address), patterns)
                        .isEqualTo(narrowest(patterns, address));
            }
        }
    }

    /** Few different bits, so that networks nest and touch; some IPv6 addresses stand for IPv4 ones. */
    private static byte[] address(Random random, boolean v4) {
        byte[] out = new byte[v4 ? 4 : 16];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) new int[] {0, 0, 0, 1, 128, 255}[random.nextInt(6)];
        }
        if (!v4 && random.nextInt(3) == 0) {
            java.util.Arrays.fill(out, 0, 12, (byte) 0);
            if (random.nextBoolean()) {
                out[10] = -1;
                out[11] = -1;
            }
        }
        return out;
    }

    private static String show(byte[] address) {
        dev.lintel.http.ByteWriter out = new dev.lintel.http.ByteWriter(48);
        AddressText.append(address, 0, address.length, out);
        return out.toString();
    }

    /** The manual's rules, section 7.1.6, the address's own family first. */
    private static int narrowest(List<String> patterns, byte[] address) {
        int own = narrowestOfFamily(patterns, address);
        if (own >= 0) {
            return own;
        }
        if (address.length == 4) {
            byte[] mapped = new byte[16];
            mapped[10] = -1;
            mapped[11] = -1;
            System.arraycopy(address, 0, mapped, 12, 4);
            return narrowestOfFamily(patterns, mapped);
        }
        long within = AddressText.v4Within(address, 0);
        return within < 0 ? -1 : narrowestOfFamily(patterns, AddressText.v4(within));
    }

    private static int narrowestOfFamily(List<String> patterns, byte[] address) {
        int found = -1;
        int longest = -1;
        for (int i = 0; i < patterns.size(); i++) {
            dev.lintel.base.Network network = dev.lintel.base.Network.parse(patterns.get(i));
            if (network.contains(address) && network.prefix() > longest) {
                found = i;
                longest = network.prefix();
            }
        }
        return found;
    }

    @Test
    void matchingAllocatesNothing() {
        Random random = new Random(1);
        List<Patterns> sets = new ArrayList<>();
        for (String method : List.of("str", "beg", "end", "sub", "dir", "dom", "reg")) {
            List<String> patterns = method.equals("reg") ? List.of("^x.*b$", "a/b") : texts(random, 20, 1);
            sets.add(Matchers.TABLE.find(method).build().build(patterns, true));
        }
        Sample text = new Sample();
        text.str("http://www.example.org/aAbBc/b.c?a");
        Sample address = new Sample();
        address.address(new byte[] {10, 1, 2, 3});
        NetworkSet networks = NetworkSet.of(List.of("10.0.0.0/8", "10.1.0.0/16", "::/0"));
        Ranges ranges = Ranges.of(List.of("1", "2", "3", "4", "5", "6", "7", "8", "9:20"));
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long sum = 0;
        long allocated = 0;
        // The first rounds warm up: interpreted code and class loading may allocate.
        for (int round = 0; round < 6; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 2_000; i++) {
                for (int k = 0; k < sets.size(); k++) {
                    sum += sets.get(k).find(text);
                }
                sum += networks.find(address) + ranges.find(i);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(sum).isNotZero();
        assertThat(allocated).isLessThan(2_000);
    }

    @Test
    void typesOfSamplesAreRespected() {
        Sample s = new Sample();
        s.bool(true);
        assertThat(NetworkSet.of(List.of("0.0.0.0/0")).find(s)).isEqualTo(-1);
        assertThat(s.type).isEqualTo(SampleType.BOOL);
    }
}
