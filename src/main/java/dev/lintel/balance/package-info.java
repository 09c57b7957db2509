/**
 * Who serves next: servers as they live (weight, health, administrative state, load), the group that a backend is, and the algorithms
 * that choose. A choice reads one immutable candidate set behind one volatile field; whatever changes a set builds a new one. Knows
 * nothing of requests: a hash key comes in as a number. May import {@code stream}, {@code http}, {@code model} and {@code base}. Start
 * with {@link dev.lintel.balance.Servers}.
 */
package dev.lintel.balance;
