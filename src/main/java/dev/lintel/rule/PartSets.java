package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import java.util.ArrayList;
import java.util.List;

/** Sets of texts that are looked for anywhere between delimiters: the parts of a path, of a host name (manual section 7.1.3). */
final class PartSets {
    private static final boolean[] SLASHES = TextConverters.set("/?");
    private static final boolean[] DOTS = TextConverters.set("./:?");

    private PartSets() {}

    /** {@code -m dir}. */
    static Patterns directories(byte[][] texts, boolean ignoreCase) {
        return parts(texts, ignoreCase, SLASHES);
    }

    /** {@code -m dom}. */
    static Patterns domains(byte[][] texts, boolean ignoreCase) {
        return parts(texts, ignoreCase, DOTS);
    }

    /** Delimiters around a pattern are ignored; one that consists of them matches nothing. */
    private static Patterns parts(byte[][] texts, boolean ignoreCase, boolean[] delimiters) {
        ByteTrie trie = new ByteTrie(ignoreCase);
        for (int i = 0; i < texts.length; i++) {
            int from = 0;
            int to = texts[i].length;
            while (from < to && delimiters[texts[i][from] & 0xff]) {
                from++;
            }
            while (from < to && delimiters[texts[i][to - 1] & 0xff]) {
                to--;
            }
            if (from < to) {
                trie.putIfAbsent(java.util.Arrays.copyOfRange(texts[i], from, to), i, false);
            }
        }
        return s -> first(trie, delimiters, s);
    }

    /** The first in the list of those that stand between two delimiters or ends of the value. */
    private static int first(ByteTrie trie, boolean[] delimiters, Sample s) {
        int found = -1;
        int end = s.off + s.len;
        boolean start = true;
        for (int from = s.off; from < end; from++) {
            if (start) {
                int node = ByteTrie.ROOT;
                for (int i = from; i < end && node != ByteTrie.NONE; i++) {
                    if (delimiters[s.buf[i] & 0xff]) {
                        found = TextSets.earlier(found, trie.number(node));
                    }
                    node = trie.step(node, s.buf[i]);
                }
                found = node == ByteTrie.NONE ? found : TextSets.earlier(found, trie.number(node));
            }
            start = delimiters[s.buf[from] & 0xff];
        }
        return found;
    }

    /** {@code -m reg}: the first in the list that matches. */
    static Patterns expressions(List<String> patterns, boolean ignoreCase) {
        List<Regex> regexes = new ArrayList<>(patterns.size());
        for (String pattern : patterns) {
            regexes.add(new Regex(Regex.compile(pattern, ignoreCase)));
        }
        Regex[] all = regexes.toArray(Regex[]::new);
        return s -> {
            for (int i = 0; i < all.length; i++) {
                if (all[i].find(s.buf, s.off, s.len)) {
                    return i;
                }
            }
            return -1;
        };
    }
}
