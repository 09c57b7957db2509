package dev.lintel.acme;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;

/** Questions to DNS, blocking and uncached: to the resolvers of this host or given ones, and to a zone's own servers. Any thread. */
public final class Dns {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Supplier<List<InetSocketAddress>> resolvers;
    private final Function<InetAddress, InetSocketAddress> authority;
    private final Duration patience;

    Dns(
            Supplier<List<InetSocketAddress>> resolvers,
            Function<InetAddress, InetSocketAddress> authority,
            Duration patience) {
        this.resolvers = resolvers;
        this.authority = authority;
        this.patience = patience;
    }

    /** Asks the resolvers of this host, as they are at the time, and zones' servers at port 53. */
    public static Dns ofSystem() {
        return new Dns(
                () -> {
                    ResolverConfig.refresh();
                    return ResolverConfig.getCurrentConfig().servers();
                },
                address -> new InetSocketAddress(address, SimpleResolver.DEFAULT_PORT),
                PATIENCE);
    }

    /** Asks these resolvers. Zones' servers are asked at the port of the first: a network of its own keeps all of DNS at one port. */
    public static Dns at(InetSocketAddress... resolvers) {
        return at(PATIENCE, resolvers);
    }

    static Dns at(Duration patience, InetSocketAddress... resolvers) {
        List<InetSocketAddress> list = List.of(resolvers);
        int port = list.getFirst().getPort();
        return new Dns(() -> list, address -> new InetSocketAddress(address, port), patience);
    }

    /** The same, but asking these resolvers. */
    Dns asking(List<InetSocketAddress> others) {
        List<InetSocketAddress> list = List.copyOf(others);
        return new Dns(() -> list, authority, patience);
    }

    /** The same, but asking the servers of zones at that port. */
    Dns askingZonesAt(int port) {
        return new Dns(resolvers, address -> new InetSocketAddress(address, port), patience);
    }

    /** Where a zone's server at that address is asked. */
    InetSocketAddress authority(InetAddress address) {
        return authority.apply(address);
    }

    /** The answer of the first resolver that gives one; that a name does not exist is an answer. */
    Message ask(Name name, int type) throws DnsFault {
        String why = "this host has no resolver; see /etc/resolv.conf";
        for (InetSocketAddress resolver : resolvers.get()) {
            try {
                Message answer = send(resolver, name, type, false, true);
                if (answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN) {
                    return answer;
                }
                why = "the resolver " + text(resolver) + " answered " + Rcode.string(answer.getRcode());
            } catch (IOException e) {
                why = "the resolver " + text(resolver) + " does not answer";
            }
        }
        throw new DnsFault("DNS cannot be asked about " + name.toString(true) + ": " + why);
    }

    /** The answer of a zone's own server, over TCP, without recursion. */
    Message askAuthority(InetSocketAddress server, Name name, int type) throws IOException {
        return send(server, name, type, true, false);
    }

    private Message send(InetSocketAddress server, Name name, int type, boolean tcp, boolean recurse)
            throws IOException {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTCP(tcp);
        resolver.setTimeout(patience);
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        if (!recurse) {
            query.getHeader().unsetFlag(Flags.RD);
        }
        return resolver.send(query);
    }

    /** A name that a user or a record gave, made absolute. */
    static Name name(String text) throws DnsFault {
        Name name = nameOrNull(text);
        if (name == null) {
            throw new DnsFault("'" + ApiMessages.shorten(text) + "' is no name that DNS can hold");
        }
        return name;
    }

    private static @Nullable Name nameOrNull(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            return null;
        }
    }

    /** {@code 192.0.2.1:53} and {@code [2001:db8::1]:53}. */
    static String text(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
