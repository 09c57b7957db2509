/**
 * Keys and certificates: reading them, choosing among them by what a client's hello says, and the native contexts that speak TLS. What is
 * chosen changes at run time by one volatile write a bind ({@link dev.lintel.tls.CertStore#swap}); handshakes under way keep what they
 * began with. May import {@code stream}, {@code model} and {@code base}, and Netty's {@code handler.ssl}. Start with {@link
 * dev.lintel.tls.BindTls}.
 */
package dev.lintel.tls;
