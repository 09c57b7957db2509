package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;
import java.util.List;

/** Sets of texts that are looked for at one place of a value: the whole of it, its start, its end (manual section 7.1.3). */
final class TextSets {
    private TextSets() {}

    static byte[][] bytes(List<String> patterns) {
        byte[][] bytes = new byte[patterns.size()][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Bytes.of(patterns.get(i));
        }
        return bytes;
    }

    static byte[] lower(byte[] text) {
        byte[] lower = text.clone();
        for (int i = 0; i < lower.length; i++) {
            lower[i] = Bytes.lower(lower[i]);
        }
        return lower;
    }

    /** Whether the text stands at that place, which must have room for it; {@code text} is in lower case where case is ignored. */
    static boolean at(byte[] buf, int from, byte[] text, boolean ignoreCase) {
        return ignoreCase
                ? Bytes.equalIgnoreCase(buf, from, text.length, text)
                : Bytes.equal(buf, from, text.length, text);
    }

    /** {@code -m str}. */
    static Patterns exact(byte[][] texts, boolean ignoreCase) {
        if (texts.length == 1) {
            byte[] only = ignoreCase ? lower(texts[0]) : texts[0];
            return s -> s.len == only.length && at(s.buf, s.off, only, ignoreCase) ? 0 : -1;
        }
        SpanTable table = new SpanTable(ignoreCase);
        for (int i = 0; i < texts.length; i++) {
            table.putIfAbsent(texts[i], i);
        }
        return s -> table.find(s.buf, s.off, s.len);
    }

    /** {@code -m beg}: the longest one that the value begins with. */
    static Patterns prefixes(byte[][] texts, boolean ignoreCase) {
        if (texts.length == 1) {
            byte[] only = ignoreCase ? lower(texts[0]) : texts[0];
            return s -> s.len >= only.length && at(s.buf, s.off, only, ignoreCase) ? 0 : -1;
        }
        ByteTrie trie = new ByteTrie(ignoreCase);
        for (int i = 0; i < texts.length; i++) {
            trie.putIfAbsent(texts[i], i, false);
        }
        return s -> longest(trie, s);
    }

    private static int longest(ByteTrie trie, Sample s) {
        int node = ByteTrie.ROOT;
        int found = trie.number(node);
        for (int i = s.off, end = s.off + s.len; i < end; i++) {
            node = trie.step(node, s.buf[i]);
            if (node == ByteTrie.NONE) {
                return found;
            }
            int number = trie.number(node);
            found = number >= 0 ? number : found;
        }
        return found;
    }

    /** {@code -m end}: the first in the list of those that the value ends with. */
    static Patterns suffixes(byte[][] texts, boolean ignoreCase) {
        if (texts.length == 1) {
            byte[] only = ignoreCase ? lower(texts[0]) : texts[0];
            return s -> s.len >= only.length && at(s.buf, s.off + s.len - only.length, only, ignoreCase) ? 0 : -1;
        }
        ByteTrie trie = new ByteTrie(ignoreCase);
        for (int i = 0; i < texts.length; i++) {
            trie.putIfAbsent(texts[i], i, true);
        }
        return s -> firstFromEnd(trie, s);
    }

    private static int firstFromEnd(ByteTrie trie, Sample s) {
        int node = ByteTrie.ROOT;
        int found = trie.number(node);
        for (int i = s.off + s.len - 1; i >= s.off; i--) {
            node = trie.step(node, s.buf[i]);
            if (node == ByteTrie.NONE) {
                return found;
            }
            found = earlier(found, trie.number(node));
        }
        return found;
    }

    /** Of two places in a list the one that stands first; -1 is none. */
    static int earlier(int a, int b) {
        return a < 0 || b >= 0 && b < a ? b : a;
    }
}
