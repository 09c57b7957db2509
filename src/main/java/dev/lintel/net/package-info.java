/**
 * Sockets and codecs, without policy: transports, listeners, the HTTP/1 codec on both sides, pools of server connections, timers. The
 * only place (with {@code tls}) that knows Netty's channels. What arrives is handed to {@code stream}'s {@link
 * dev.lintel.stream.Acceptor}; what is wanted towards servers comes in through {@link dev.lintel.stream.Connector}. May import {@code
 * stream} and below. Start with {@link dev.lintel.net.Http1Server} and {@link dev.lintel.net.Http1Heads}.
 */
package dev.lintel.net;
