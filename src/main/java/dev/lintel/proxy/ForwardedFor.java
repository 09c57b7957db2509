package dev.lintel.proxy;

import dev.lintel.base.Network;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.stream.Address;

/**
 * {@code option forwardfor} and {@code option originalto} (manual section 4.2): adds the client's address, or the one it connected to,
 * as a field of its own behind those that are there.
 *
 * @param except clients (destinations) for whom nothing is added, or null
 * @param ifNone only where the request has no such field yet
 */
public record ForwardedFor(HeaderName name, Network except, boolean ifNone) {
    public void apply(Headers headers, Address address) {
        byte[] ip = address.ip();
        if (ip == null || except != null && except.contains(ip, 0, ip.length)) {
            return;
        }
        if (ifNone && headers.contains(name)) {
            return;
        }
        headers.add(name, address.ipText());
    }
}
