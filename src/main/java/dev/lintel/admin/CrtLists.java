package dev.lintel.admin;

import dev.lintel.base.Pos;
import dev.lintel.model.BindSpec;
import dev.lintel.model.BindTlsSpec;
import dev.lintel.model.CertificateSpec;
import dev.lintel.model.FrontendSpec;
import dev.lintel.tls.BindTls;
import dev.lintel.tls.CertStore;
import dev.lintel.tls.Certificate;
import dev.lintel.tls.LiveCertificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The {@code crt-list} files of the binds as they are at this moment, what operators changed included; for one command. */
final class CrtLists {
    /**
     * One line of a list.
     *
     * @param options as they stand in brackets
     */
    record Entry(String list, int line, String certificate, String options, List<String> filters) {
        String text(boolean numbers) {
            StringBuilder text = new StringBuilder(certificate);
            if (numbers) {
                text.append(':').append(line);
            }
            if (!options.isEmpty()) {
                text.append(" [").append(options).append(']');
            }
            filters.forEach(filter -> text.append(' ').append(filter));
            return text.toString();
        }

        private static @Nullable Entry of(BindTls.Use use) {
            BindTlsSpec.Listed listed = use.spec().listed();
            return listed == null
                    ? null
                    : new Entry(
                            listed.pos().file(),
                            listed.pos().line(),
                            use.live().name(),
                            listed.options(),
                            use.spec().filters());
        }
    }

    /** A bind with what the configuration says of it. */
    record Bind(FrontendSpec frontend, BindSpec spec, BindTls tls) {
        String place() {
            return spec.pos().file() + ":" + spec.pos().line();
        }
    }

    private final CertStore store;
    private final CertificateChanges changes;
    private final List<Bind> binds;

    CrtLists(Running running) {
        this.changes = running.certificates();
        this.store = changes.store();
        this.binds = binds(running);
    }

    /** The binds that speak TLS, in the order of the configuration: the order in which they were made. */
    static List<Bind> binds(Running running) {
        List<Bind> all = new ArrayList<>();
        List<BindTls> made = running.certificates().store().binds();
        for (FrontendSpec frontend : running.config().frontends()) {
            for (BindSpec bind : frontend.binds()) {
                if (bind.tls() != null && all.size() < made.size()) {
                    all.add(new Bind(frontend, bind, made.get(all.size())));
                }
            }
        }
        return all;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Bind bind : binds) {
            for (BindTls.Use use : bind.tls().uses()) {
                if (use.spec().listed() != null) {
                    names.add(use.spec().listed().pos().file());
                }
            }
        }
        return names;
    }

    /** The lines of a list, each once however many binds have it. */
    List<Entry> entries(String list) {
        Map<Entry, Entry> entries = new LinkedHashMap<>();
        for (Bind bind : binds) {
            for (BindTls.Use use : bind.tls().uses()) {
                Entry entry = Entry.of(use);
                if (entry != null && entry.list().equals(list)) {
                    entries.putIfAbsent(entry, entry);
                }
            }
        }
        List<Entry> sorted = new ArrayList<>(entries.keySet());
        sorted.sort(Comparator.comparingInt(Entry::line));
        return sorted;
    }

    /** Serves a certificate at every bind of a list; at how many. The next configuration does not know of it. */
    int add(String list, String name, List<String> filters) {
        int line = entries(list).getLast().line() + 1;
        LiveCertificate live = store.find(name);
        Certificate content = changes.current(name);
        CertificateSpec spec = live == null ? CertificateSpec.memory(name) : live.spec();
        LiveCertificate served = live == null ? new LiveCertificate(spec, content) : live;
        int count = 0;
        for (Bind bind : binds) {
            boolean has = bind.tls().uses().stream()
                    .map(Entry::of)
                    .anyMatch(entry -> entry != null && entry.list().equals(list));
            if (has) {
                BindTlsSpec.Listed listed = new BindTlsSpec.Listed(Pos.of(list, line), "");
                boolean isDefault = filters.contains("*");
                store.add(
                        bind.tls(),
                        served,
                        new BindTlsSpec.Use(
                                spec, filters, isDefault, bind.spec().tls().policy(), listed));
                count++;
            }
        }
        return count;
    }

    /** Where an entry serves who asks for no name that is known, and may not go. */
    List<String> defaultAt(Entry entry) {
        return binds.stream()
                .filter(bind -> bind.tls().uses().stream()
                        .anyMatch(
                                use -> entry.equals(Entry.of(use)) && use.spec().isDefault()))
                .map(Bind::place)
                .toList();
    }

    void remove(Entry entry) {
        for (Bind bind : binds) {
            for (BindTls.Use use : bind.tls().uses()) {
                if (entry.equals(Entry.of(use))) {
                    store.remove(bind.tls(), use);
                }
            }
        }
    }
}
