package dev.lintel.config;

import dev.lintel.model.AddressSpec;
import dev.lintel.model.AddressSpec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads addresses as {@code bind}, {@code server} and their options write them (HAProxy manual, section 2.9). */
final class Addresses {
    /** Families that mean a stream socket of a kind that is here; the others are refused by name. */
    private static final Map<String, Kind> PREFIXES = Map.ofEntries(
            Map.entry("ip", Kind.IP),
            Map.entry("ipv4", Kind.IPV4),
            Map.entry("ipv6", Kind.IPV6),
            Map.entry("tcp", Kind.IP),
            Map.entry("tcp4", Kind.IPV4),
            Map.entry("tcp6", Kind.IPV6),
            Map.entry("stream+ip", Kind.IP),
            Map.entry("stream+ipv4", Kind.IPV4),
            Map.entry("stream+ipv6", Kind.IPV6),
            Map.entry("unix", Kind.UNIX),
            Map.entry("uxst", Kind.UNIX),
            Map.entry("stream+unix", Kind.UNIX),
            Map.entry("abns", Kind.ABSTRACT),
            Map.entry("stream+abns", Kind.ABSTRACT),
            Map.entry("fd", Kind.FD),
            Map.entry("stream+fd", Kind.FD));

    private static final List<String> REFUSED = List.of(
            "abnsz",
            "sockpair",
            "quic4",
            "quic6",
            "mptcp",
            "mptcp4",
            "mptcp6",
            "rev",
            "rhttp",
            "udp",
            "udp4",
            "udp6",
            "uxdg");

    private static final String EXAMPLES = "an address such as 127.0.0.1:80, *:80, :80 or /path/to/socket";

    /** What an address may have where it stands. */
    private enum Port {
        /** {@code bind}: a port or a range. */
        REQUIRED,
        /** {@code server}: a port, none, or an offset to the client's. */
        OPTIONAL
    }

    private Addresses() {}

    /** The addresses of a {@code bind} line: commas between, a range of ports being one address each. */
    static List<AddressSpec> listen(Cursor words) {
        String text = words.text(EXAMPLES);
        List<AddressSpec> addresses = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            addresses.addAll(read(part, Port.REQUIRED, words));
        }
        return addresses;
    }

    /** The address of a {@code server}. */
    static AddressSpec server(Cursor words) {
        return read(words.text(EXAMPLES), Port.OPTIONAL, words).getFirst();
    }

    private static List<AddressSpec> read(String text, Port port, Cursor words) {
        int at = text.indexOf('@');
        String prefix = at < 0 ? "" : text.substring(0, at);
        String rest = text.substring(at + 1);
        if (REFUSED.contains(prefix) || prefix.startsWith("dgram+") || prefix.startsWith("quic+")) {
            throw words.fail("'" + words.subject() + "' cannot use '" + text + "': addresses of kind '" + prefix
                    + "@' are not part of this version of Lintel yet");
        }
        Kind kind = at < 0 ? (text.startsWith("/") ? Kind.UNIX : Kind.IP) : PREFIXES.get(prefix);
        if (kind == null || rest.isEmpty()) {
            throw words.fail("'" + words.subject() + "' expects " + EXAMPLES + ", not '" + text + "'");
        }
        if (kind == Kind.FD && !rest.chars().allMatch(Character::isDigit)) {
            throw words.fail(
                    "'" + words.subject() + "' expects the number of an open file behind 'fd@', not '" + rest + "'");
        }
        if (kind == Kind.UNIX || kind == Kind.ABSTRACT || kind == Kind.FD) {
            return List.of(new AddressSpec(kind, rest, 0, false));
        }
        return internet(kind, rest, port, words);
    }

    private static List<AddressSpec> internet(Kind kind, String text, Port port, Cursor words) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String host = colon < 0 || bracketed ? text : text.substring(0, colon);
        String ports = colon < 0 || bracketed ? "" : text.substring(colon + 1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (port == Port.REQUIRED && ports.isEmpty()) {
            throw words.fail(
                    "'" + words.subject() + "' expects a port, as in '" + withPort(text) + "', not '" + text + "'");
        }
        if (ports.startsWith("+") || ports.startsWith("-")) {
            if (port == Port.REQUIRED) {
                throw words.fail("'" + words.subject() + "' expects a port, and '" + ports + "' is an offset");
            }
            int offset = portNumber(ports.substring(1), text, words);
            return List.of(new AddressSpec(kind, host, ports.startsWith("-") ? -offset : offset, true));
        }
        int dash = ports.indexOf('-');
        int first = ports.isEmpty() ? 0 : portNumber(dash < 0 ? ports : ports.substring(0, dash), text, words);
        int last = dash < 0 ? first : portNumber(ports.substring(dash + 1), text, words);
        if (dash >= 0 && (port == Port.OPTIONAL || last < first)) {
            throw words.fail("'" + words.subject() + "' expects "
                    + (port == Port.OPTIONAL ? "one port, not a range" : "a range of ports that goes up") + ", not '"
                    + ports + "'");
        }
        List<AddressSpec> addresses = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            addresses.add(new AddressSpec(kind, host, number, false));
        }
        return addresses;
    }

    private static String withPort(String text) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(Character::isDigit);
        return digits ? ":" + text : text.endsWith(":") ? text + "80" : text + ":80";
    }

    private static int portNumber(String digits, String text, Cursor words) {
        boolean number =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(digits) : -1;
        if (port < 0 || port > 65535) {
            throw words.fail(
                    "'" + words.subject() + "' expects a port from 1 to 65535, not '" + digits + "' in '" + text + "'");
        }
        return port;
    }
}
