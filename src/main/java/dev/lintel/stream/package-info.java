/**
 * The contract between {@code proxy}, which decides, and {@code net}, which moves bytes: neither sees the other, both see this. A
 * stream is one request and its answer over any version of HTTP and on either side; a byte stream is the same for tcp and tunnels.
 * Everything of a stream happens on its loop. May import {@code http}, {@code model} and {@code base}. Start with {@link
 * dev.lintel.stream.HttpStream}.
 */
package dev.lintel.stream;
