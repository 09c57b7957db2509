package dev.lintel.stream;

/**
 * Why the TLS handshake with a client failed, as far as anything is known of it.
 *
 * @param number the library's number of the error; 0: none
 * @param words the library's words for it, or empty
 * @param verdict what was wrong with the client's certificate
 */
public record TlsFailure(long number, String words, PeerVerdict verdict) {}
