/**
 * What happens to a request: frontends and backends as they live, the relay that takes an exchange through its life, checks of servers,
 * persistence, answers of our own, logs. No sockets: streams come in and are opened through the contract of {@code stream}. May import
 * {@code rule} and what is below it, never {@code net}. Start with {@link dev.lintel.proxy.Persistence}.
 */
package dev.lintel.proxy;
