/**
 * The vocabulary of HTTP messages, the same for every version of the protocol: method, header names, header lists, request and
 * response heads. Bytes stay bytes: a head is one array as it was received, and everything else points into it. Nothing here reads
 * or writes a socket. May import only {@code base} and {@code model}. Start with {@link dev.lintel.http.MessageHead}.
 */
package dev.lintel.http;
