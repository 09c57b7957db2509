/**
 * What happens to a request: frontends that accept, backends that serve, and the relay that leads one exchange from the one through the
 * rules to the other and back. No sockets: streams come in and go out through {@code stream}. May import {@code rule} and below. Start
 * with {@link dev.lintel.proxy.HttpRelay}: the life of one request, top to bottom.
 */
package dev.lintel.proxy;
