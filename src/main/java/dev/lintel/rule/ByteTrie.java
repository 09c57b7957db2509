package dev.lintel.rule;

import dev.lintel.http.Bytes;
import java.util.Arrays;

/**
 * A tree of bytes with a number at the end of each text that was put in, walked byte by byte. Its edges lie in one open hash table, so that
 * ten thousand texts cost a look-up for each byte and no object. Filled once, then read by all loops.
 */
final class ByteTrie {
    static final int ROOT = 0;
    static final int NONE = -1;

    /** An edge is known by node and byte in one number of 32 bits. */
    private static final int MOST_NODES = (1 << 23) - 2;

    private final boolean ignoreCase;
    /** Node and byte of an edge, plus one; 0 where the slot is free. */
    private int[] edges = new int[64];

    private int[] targets = new int[64];
    private int[] numbers = {NONE};
    private int[] parents = {NONE};
    private byte[] labels = {0};
    private int nodes = 1;

    ByteTrie(boolean ignoreCase) {
        this.ignoreCase = ignoreCase;
    }

    /** Puts a text in, from its first byte on or, reversed, from its last; one that is there already keeps its number. */
    void putIfAbsent(byte[] text, int number, boolean reversed) {
        int node = ROOT;
        for (int i = 0; i < text.length; i++) {
            byte b = text[reversed ? text.length - 1 - i : i];
            int next = step(node, b);
            node = next == NONE ? grow(node, b) : next;
        }
        if (numbers[node] == NONE) {
            numbers[node] = number;
        }
    }

    private int grow(int node, byte b) {
        if (nodes > MOST_NODES) {
            throw new RuleMistake("expects fewer patterns: together they have too many different bytes");
        }
        if (nodes * 2 >= edges.length) {
            rehash();
        }
        if (nodes == numbers.length) {
            numbers = Arrays.copyOf(numbers, nodes * 2);
            parents = Arrays.copyOf(parents, nodes * 2);
            labels = Arrays.copyOf(labels, nodes * 2);
        }
        numbers[nodes] = NONE;
        parents[nodes] = node;
        labels[nodes] = b;
        put(key(node, b), nodes);
        return nodes++;
    }

    private void rehash() {
        int[] oldEdges = edges;
        int[] oldTargets = targets;
        edges = new int[oldEdges.length * 2];
        targets = new int[edges.length];
        for (int i = 0; i < oldEdges.length; i++) {
            if (oldEdges[i] != 0) {
                put(oldEdges[i], oldTargets[i]);
            }
        }
    }

    private void put(int key, int target) {
        int slot = slot(key);
        edges[slot] = key;
        targets[slot] = target;
    }

    private int key(int node, byte b) {
        return (node << 8 | (ignoreCase ? Bytes.lower(b) : b) & 0xff) + 1;
    }

    private int slot(int key) {
        int mask = edges.length - 1;
        int slot = key * 0x9E3779B9 >>> 7 & mask;
        while (edges[slot] != 0 && edges[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** The node behind this byte, or NONE. */
    int step(int node, byte b) {
        int slot = slot(key(node, b));
        return edges[slot] == 0 ? NONE : targets[slot];
    }

    /** The number of the text that ends here, or NONE. */
    int number(int node) {
        return numbers[node];
    }

    /** How many nodes there are; each has a higher number than its parent. */
    int nodes() {
        return nodes;
    }

    int parent(int node) {
        return parents[node];
    }

    /** The byte between a node and its parent. */
    byte label(int node) {
        return labels[node];
    }
}
