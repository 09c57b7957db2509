/**
 * Facts about traffic: a client's connection (session), one request with its answer (exchange), and the register through which samples
 * pass. Data with names, no decisions. Owned by the loop of the client's stream. May import {@code balance}, {@code stream}, {@code
 * http}, {@code model} and {@code base}. Start with {@link dev.lintel.exchange.Exchange}.
 */
package dev.lintel.exchange;
