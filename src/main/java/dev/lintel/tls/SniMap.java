package dev.lintel.tls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate answers which name: HAProxy's choice (manual section 5.1, {@code crt} and {@code crt-list}). A name in full is
 * looked up first, then what a wildcard of its first label covers; among all that are found, ECDSA goes before RSA where the client takes it.
 * Immutable.
 */
public final class SniMap {
    /** A certificate with what it is served by. */
    public record Entry(Certificate certificate, TlsPolicy context, List<String> excluded) {}

    private static final Entry[] NONE = {};

    private final Map<String, Entry[]> exact = new HashMap<>();
    private final Map<String, Entry[]> wild = new HashMap<>();
    private final List<Entry> defaults = new ArrayList<>();

    private SniMap() {}

    /** One certificate with its filters: {@code names} as in a {@code crt-list}, {@code *.}, {@code !} and {@code *} included. */
    record Use(Certificate certificate, TlsPolicy context, List<String> filters, boolean isDefault) {}

    static SniMap of(List<Use> uses) {
        SniMap map = new SniMap();
        for (Use use : uses) {
            map.add(use);
        }
        if (map.defaults.isEmpty() && !uses.isEmpty()) {
            Use first = uses.getFirst();
            map.defaults.add(new Entry(first.certificate, first.context, List.of()));
        }
        return map;
    }

    private void add(Use use) {
        List<String> filters = use.filters.isEmpty() ? use.certificate.names() : use.filters;
        List<String> excluded = new ArrayList<>();
        boolean isDefault = use.isDefault;
        for (String filter : filters) {
            if (filter.startsWith("!")) {
                excluded.add(filter.substring(1).toLowerCase(Locale.ROOT));
            }
        }
        Entry entry = new Entry(use.certificate, use.context, List.copyOf(excluded));
        for (String filter : filters) {
            String name = filter.toLowerCase(Locale.ROOT);
            if (name.equals("*")) {
                isDefault = true;
            } else if (name.startsWith("*.")) {
                put(wild, name.substring(1), entry);
            } else if (!name.startsWith("!")) {
                put(exact, name, entry);
            }
        }
        if (isDefault) {
            defaults.add(entry);
        }
    }

    private static void put(Map<String, Entry[]> into, String name, Entry entry) {
        Entry[] before = into.get(name);
        Entry[] after = before == null ? new Entry[1] : java.util.Arrays.copyOf(before, before.length + 1);
        after[after.length - 1] = entry;
        into.put(name, after);
    }

    /** The certificate for that name and hello; null where none has that name, or there is none. */
    @Nullable
    Entry find(@Nullable String name, ClientHello hello) {
        if (name == null) {
            return null;
        }
        int dot = name.indexOf('.');
        return pick(exact.get(name), dot < 0 ? null : wild.get(name.substring(dot)), hello, name);
    }

    /** The certificate for who asks for no name that is known. */
    @Nullable
    Entry fallback(ClientHello hello) {
        return pick(defaults.toArray(NONE), null, hello, "");
    }

    /** The first one of the kind that the client takes; what a wildcard covers only where its line does not exclude the name. */
    private static @Nullable Entry pick(
            Entry @Nullable [] named, Entry @Nullable [] covering, ClientHello hello, String name) {
        Entry ecdsa = null;
        Entry rsa = null;
        Entry other = null;
        for (Entry[] among : new Entry[][] {named == null ? NONE : named, covering == null ? NONE : covering}) {
            for (Entry each : among) {
                if (among == covering && each.excluded.contains(name)) {
                    continue;
                }
                if (each.certificate.isEcdsa()) {
                    ecdsa = ecdsa == null ? each : ecdsa;
                } else if (each.certificate.isRsa()) {
                    rsa = rsa == null ? each : rsa;
                } else {
                    other = other == null ? each : other;
                }
            }
        }
        if (ecdsa != null && hello.takesEcdsa()) {
            return ecdsa;
        }
        if (rsa != null && hello.takesRsa()) {
            return rsa;
        }
        return other != null ? other : ecdsa != null ? ecdsa : rsa;
    }
}
