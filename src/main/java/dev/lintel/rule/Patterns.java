package dev.lintel.rule;

import dev.lintel.exchange.Sample;

/** The compiled patterns of an ACL or the keys of a map. Immutable, shared by all loops; a match allocates nothing. */
@FunctionalInterface
public interface Patterns {
    /**
     * The place in the list of the pattern that matches, or -1. Of several it is the one that HAProxy reports: the longest for
     * addresses and prefixes, else the first.
     */
    int find(Sample s);
}
