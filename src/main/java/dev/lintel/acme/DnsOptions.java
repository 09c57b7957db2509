package dev.lintel.acme;

import dev.lintel.base.Network;
import dev.lintel.base.Table;
import dev.lintel.base.Units;
import dev.lintel.model.AcmeSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code option} lines of an {@code acme} section: which DNS is asked, where it is not the host's own. */
final class DnsOptions {
    private static final Table<Setting> TABLE = Table.of(
            Setting::name,
            Setting.optional("resolver", "the resolvers to ask, <address>[:<port>] with commas between"),
            Setting.optional("dns-port", "the port at which the servers of zones are asked; 53 if not set"));
    private static final Pattern ADDRESS =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+))(?::(\\d{1,5}))?|([0-9A-Fa-f:.]+)");

    private DnsOptions() {}

    /** Everything wrong with the options of a section; empty when all is well. */
    static List<String> problems(AcmeSpec section) {
        List<String> found = new ArrayList<>();
        section.options().forEach((name, value) -> {
            if (!TABLE.has(name)) {
                String near = TABLE.didYouMean(name);
                found.add("there is no 'option " + name + "'"
                        + (near.isEmpty() ? "; there are " + String.join(", ", TABLE.names()) : near));
            }
        });
        try {
            of(section, Dns.ofSystem());
        } catch (DnsFault e) {
            found.add(String.valueOf(e.getMessage()));
        }
        return found;
    }

    /** The DNS of a section, or the other one where the section says nothing. */
    static Dns of(AcmeSpec section, Dns otherwise) throws DnsFault {
        Map<String, String> options = section.options();
        Dns dns = otherwise;
        if (options.containsKey("resolver")) {
            List<InetSocketAddress> resolvers = new ArrayList<>();
            for (String text : options.get("resolver").split(",", -1)) {
                resolvers.add(address(text));
            }
            dns = dns.asking(resolvers);
        }
        if (options.containsKey("dns-port")) {
            try {
                dns = dns.askingZonesAt((int) Units.number(options.get("dns-port"), 1, 65535));
            } catch (Units.Malformed e) {
                throw new DnsFault("'option dns-port' " + e.getMessage());
            }
        }
        return dns;
    }

    private static InetSocketAddress address(String text) throws DnsFault {
        Matcher matcher = ADDRESS.matcher(text.strip());
        if (matcher.matches()) {
            String host = matcher.group(1) != null
                    ? matcher.group(1)
                    : matcher.group(2) != null ? matcher.group(2) : matcher.group(4);
            byte[] bytes = Network.address(host);
            int port = matcher.group(3) == null ? 53 : Integer.parseInt(matcher.group(3));
            if (bytes != null && port > 0 && port < 65536) {
                try {
                    return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
                } catch (UnknownHostException e) {
                    // Four or sixteen bytes are always an address.
                }
            }
        }
        throw new DnsFault("'option resolver' expects <address>[:<port>] with commas between, not '" + text + "'");
    }
}
