package dev.lintel.testkit;

import dev.lintel.peers.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a scenario's configuration runnable: {@code bind :0} gets a free loopback port, the same one in every configuration of
 * a run, and {@code ${s1}} and its like get their values. What it does not know, such as the user's own variables, it leaves.
 */
final class ConfigText {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([\\w.:/-]+)}");
    private static final Pattern PROXY = Pattern.compile("(frontend|listen)\\s+(\\S+)(?:\\s+(\\S+))?.*");
    private static final Pattern SECTION = Pattern.compile("[a-z][\\w-]*(\\s.*)?");
    private static final Pattern BIND = Pattern.compile("(\\s*bind\\s+)(\\S+)(.*)");

    /** Values by placeholder name; null where there is none. */
    interface Values {
        String of(String name) throws IOException;
    }

    private final Ports ports;
    /** Ports given so far, by frontend and number of the address in it. */
    private final Map<String, Integer> given = new LinkedHashMap<>();
    /** Where frontends listen, by name, and by {@code name:2} for the second address. */
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();

    private String firstFrontend;

    ConfigText(Ports ports) {
        this.ports = ports;
    }

    Map<String, InetSocketAddress> addresses() {
        return addresses;
    }

    String firstFrontend() {
        return firstFrontend;
    }

    static String substitute(String text, Values values) throws IOException {
        Matcher m = PLACEHOLDER.matcher(text);
        StringBuilder out = new StringBuilder();
        while (m.find()) {
            String value = values.of(m.group(1));
            m.appendReplacement(out, Matcher.quoteReplacement(value == null ? m.group() : value));
        }
        return m.appendTail(out).toString();
    }

    static List<String> placeholders(String text) {
        return PLACEHOLDER.matcher(text).results().map(r -> r.group(1)).toList();
    }

    /** Gives every {@code :0} of a bind line its port, and returns where this configuration listens. */
    String withPorts(String text, List<InetSocketAddress> listening) throws IOException {
        List<String> out = new ArrayList<>();
        String frontend = null;
        int index = 0;
        for (String line : text.split("\n", -1)) {
            Matcher proxy = PROXY.matcher(line);
            if (proxy.matches()) {
                frontend = proxy.group(2);
                index = 0;
                if (firstFrontend == null) firstFrontend = frontend;
                String old = proxy.group(3);
                // The dialect of 1.5 put the address on the section's line.
                if (old != null && old.endsWith(":0"))
                    line = line.replace(old, bound(old, frontend, ++index, listening));
            } else if (SECTION.matcher(line).matches()) {
                frontend = null;
            }
            Matcher bind = BIND.matcher(line);
            if (frontend != null && bind.matches()) {
                List<String> given = new ArrayList<>();
                for (String address : bind.group(2).split(",")) given.add(bound(address, frontend, ++index, listening));
                line = bind.group(1) + String.join(",", given) + bind.group(3);
            }
            out.add(line);
        }
        return String.join("\n", out);
    }

    private String bound(String address, String frontend, int index, List<InetSocketAddress> listening)
            throws IOException {
        if (!address.endsWith(":0")) return address;
        String key = index == 1 ? frontend : frontend + ":" + index;
        Integer port = given.get(key);
        if (port == null) {
            port = ports.reserve();
            given.put(key, port);
        }
        String host = address.substring(0, address.length() - 2);
        String family = host.matches("ipv[46]@.*") ? host.substring(0, 5) : "";
        host = host.substring(family.length());
        // All scenarios stay on loopback, also those that say 'any address'.
        if (host.isEmpty() || host.equals("*")) host = family.equals("ipv6@") ? "::1" : "127.0.0.1";
        if (host.equals("::") || host.equals("[::]")) host = "::1";
        InetSocketAddress where = new InetSocketAddress(host, port);
        addresses.put(key, where);
        listening.add(where);
        return family + host + ":" + port;
    }
}
