package dev.lintel.compile;

import dev.lintel.base.Network;
import dev.lintel.base.Problems;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.ServerSpec;
import dev.lintel.stream.Address;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses of servers when a configuration is read (manual section 5.2, {@code init-addr}). A name is asked for once. Owned by
 * the compiling thread, which it blocks.
 */
final class Resolution {
    private static final List<String> DEFAULT = List.of("last", "libc");

    private final boolean mayFail;
    private final Problems problems;
    private final Map<String, List<byte[]>> answers = new HashMap<>();

    /** @param mayFail {@code -dr}: as if every server said {@code none} at last */
    Resolution(boolean mayFail, Problems problems) {
        this.mayFail = mayFail;
        this.problems = problems;
    }

    /**
     * The address of a server, or null where it has to do without, or after reporting that it cannot.
     *
     * @param place the backend, for messages
     * @param known where the server of that name was reached until now, or null
     */
    @Nullable
    Address of(ServerSpec spec, String place, @Nullable Address known) {
        AddressSpec address = spec.address();
        if (address.kind() == AddressSpec.Kind.UNIX) {
            return Address.unix(address.host());
        }
        if (address.kind() == AddressSpec.Kind.ABSTRACT) {
            return Address.unix("\0" + address.host());
        }
        byte[] literal = Network.address(address.host());
        if (literal != null) {
            return Address.of(literal, address.port());
        }
        List<String> methods = new ArrayList<>(spec.initAddr().isEmpty() ? DEFAULT : spec.initAddr());
        if (mayFail) {
            methods.add("none");
        }
        byte[] ip = byMethods(methods, spec, place, known);
        return ip == null ? null : Address.of(ip, address.port());
    }

    private byte @Nullable [] byMethods(List<String> methods, ServerSpec spec, String place, @Nullable Address known) {
        String server = "in " + place + ": server '" + spec.name() + "': ";
        String name = "the name '" + spec.address().host() + "' does not resolve";
        boolean asked = false;
        for (String method : methods) {
            byte[] ip = null;
            switch (method) {
                case "last" -> {}
                case "libc" -> {
                    ip = ask(spec.address());
                    asked = true;
                }
                case "none" -> {
                    if (asked) {
                        problems.warning(spec.pos(), server + name + "; it is disabled until a reload finds it");
                    }
                    return null;
                }
                default -> {
                    ip = Network.address(method);
                    if (asked) {
                        problems.warning(spec.pos(), server + name + "; its address is taken to be " + method);
                    }
                }
            }
            if (ip != null) {
                return ip;
            }
        }
        // A reload while the name service is away keeps what it found before.
        if (methods.contains("last") && known != null && known.ip() != null) {
            problems.warning(spec.pos(), server + name + "; its address stays " + known);
            return known.ip();
        }
        problems.error(spec.pos(), server + name + "; 'init-addr libc,none' would start without it");
        return null;
    }

    private byte @Nullable [] ask(AddressSpec address) {
        for (byte[] ip : answers.computeIfAbsent(address.host(), Resolution::lookUp)) {
            boolean fits = switch (address.kind()) {
                case IPV4 -> ip.length == 4;
                case IPV6 -> ip.length == 16;
                default -> true;
            };
            if (fits) {
                return ip;
            }
        }
        return null;
    }

    private static List<byte[]> lookUp(String host) {
        List<byte[]> found = new ArrayList<>();
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                // IPv4 first: most names of servers at home have a second address that nobody listens at.
                found.add(address instanceof Inet4Address ? 0 : found.size(), address.getAddress());
            }
        } catch (UnknownHostException e) {
            // No address.
        }
        return found;
    }
}
