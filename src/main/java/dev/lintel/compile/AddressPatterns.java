package dev.lintel.compile;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Host names among the address patterns of an ACL: resolved once, when the configuration is read (manual section 7.1.6). */
final class AddressPatterns {
    private AddressPatterns() {}

    /** The pattern, its host name replaced by the IPv4 address that it has; unchanged where it is no name or has no address. */
    static String resolved(String pattern) {
        int slash = pattern.indexOf('/');
        String host = slash < 0 ? pattern : pattern.substring(0, slash);
        if (host.isEmpty() || host.indexOf(':') >= 0 || host.chars().noneMatch(Character::isLetter)) {
            return pattern;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (address instanceof Inet4Address) {
                    return address.getHostAddress() + pattern.substring(host.length());
                }
            }
        } catch (UnknownHostException e) {
            // The matcher will say that it is no address.
        }
        return pattern;
    }
}
