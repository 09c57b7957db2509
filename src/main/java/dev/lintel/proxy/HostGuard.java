package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.stream.TlsFacts;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody in by one name who then asks for another whose clients have to show a certificate (RFC 9110 section 7.4): hosts of one
 * certificate may share a connection, but not what one of them asks of its clients.
 */
final class HostGuard {
    private HostGuard() {}

    /** Whether the request belongs on a connection of its own. */
    static boolean refuses(Exchange x) {
        TlsFacts tls = x.session.tls;
        return tls != null && tls.guarded() && !tls.admits(host(x.request.headers));
    }

    /** Which host is asked for as a handshake would name it; null: none. */
    private static @Nullable String host(Headers headers) {
        int at = headers.find(HeaderName.HOST);
        String host = at < 0 ? "" : headers.text(at);
        int end = host.length();
        int colon = host.lastIndexOf(':');
        if (colon >= 0 && host.indexOf(']', colon) < 0) {
            end = colon;
        }
        if (end > 1 && host.charAt(end - 1) == '.') {
            end--;
        }
        return end == 0 ? null : host.substring(0, end).toLowerCase(Locale.ROOT);
    }
}
