package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;

/**
 * Texts that are looked for anywhere in a value ({@code -m sub}, manual section 7.1.3), all of them in one walk over it: the automaton of
 * Aho and Corasick. Immutable, shared by all loops.
 */
final class SubstringSet implements Patterns {
    private final ByteTrie trie;
    /** Where the walk goes on from a node that has no edge for the next byte: the longest end of its text that begins another. */
    private final int[] fallbacks;
    /** The first in the list of the texts that end at a node. */
    private final int[] found;

    private SubstringSet(byte[][] texts, boolean ignoreCase) {
        trie = new ByteTrie(ignoreCase);
        for (int i = 0; i < texts.length; i++) {
            trie.putIfAbsent(texts[i], i, false);
        }
        fallbacks = new int[trie.nodes()];
        found = new int[trie.nodes()];
        connect();
    }

    static Patterns of(byte[][] texts, boolean ignoreCase) {
        if (texts.length != 1) {
            return new SubstringSet(texts, ignoreCase);
        }
        byte[] only = ignoreCase ? TextSets.lower(texts[0]) : texts[0];
        return s -> contains(s, only, ignoreCase) ? 0 : -1;
    }

    private static boolean contains(Sample s, byte[] text, boolean ignoreCase) {
        for (int i = s.off, last = s.off + s.len - text.length; i <= last; i++) {
            boolean begins = text.length == 0 || (ignoreCase ? Bytes.lower(s.buf[i]) : s.buf[i]) == text[0];
            if (begins && TextSets.at(s.buf, i, text, ignoreCase)) {
                return true;
            }
        }
        return false;
    }

    /** Nodes in the order of their depth, so that a fallback is known before it is needed. */
    private void connect() {
        found[ByteTrie.ROOT] = trie.number(ByteTrie.ROOT);
        for (int node : byDepth()) {
            int parent = trie.parent(node);
            fallbacks[node] = parent == ByteTrie.ROOT ? ByteTrie.ROOT : after(fallbacks[parent], trie.label(node));
            found[node] = TextSets.earlier(trie.number(node), found[fallbacks[node]]);
        }
    }

    /** All nodes but the root. */
    private int[] byDepth() {
        int[] depths = new int[trie.nodes()];
        int[] ends = new int[trie.nodes() + 1];
        for (int node = 1; node < depths.length; node++) {
            depths[node] = depths[trie.parent(node)] + 1;
            ends[depths[node]]++;
        }
        for (int depth = 1; depth < ends.length; depth++) {
            ends[depth] += ends[depth - 1];
        }
        int[] order = new int[depths.length - 1];
        for (int node = depths.length - 1; node > 0; node--) {
            order[--ends[depths[node]]] = node;
        }
        return order;
    }

    private int after(int from, byte b) {
        int node = from;
        while (true) {
            int next = trie.step(node, b);
            if (next != ByteTrie.NONE) {
                return next;
            }
            if (node == ByteTrie.ROOT) {
                return ByteTrie.ROOT;
            }
            node = fallbacks[node];
        }
    }

    @Override
    public int find(Sample s) {
        int node = ByteTrie.ROOT;
        int first = found[node];
        for (int i = s.off, end = s.off + s.len; i < end && first != 0; i++) {
            node = after(node, s.buf[i]);
            first = TextSets.earlier(first, found[node]);
        }
        return first;
    }
}
