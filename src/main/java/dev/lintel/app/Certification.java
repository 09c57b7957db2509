package dev.lintel.app;

import dev.lintel.acme.Certificates;
import dev.lintel.acme.FileWatch;
import dev.lintel.acme.Outside;
import dev.lintel.acme.Plans;
import dev.lintel.acme.Readiness;
import dev.lintel.acme.Status;
import dev.lintel.acme.Store;
import dev.lintel.acme.TxtRecord;
import dev.lintel.admin.AcmeControl;
import dev.lintel.admin.EventSink;
import dev.lintel.model.Config;
import dev.lintel.rule.PatternFile;
import dev.lintel.rule.PatternFiles;
import dev.lintel.tls.CertStore;
import dev.lintel.tls.Challenges;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Wires certificates that renew themselves, and files of certificates that others renew, to a proxy. Nothing of either is loaded before a
 * configuration asks for it. Changed by the thread that loads configurations.
 */
final class Certification implements AcmeControl, AutoCloseable {
    private final CertStore served;
    private final Challenges challenges;
    private final Consumer<String> news;
    private volatile PatternFiles maps = new PatternFiles();
    private volatile @Nullable Certificates certificates;
    private final EventSink events = new EventSink("dpapi", "DPAPI ring buffer");
    private @Nullable FileWatch files;

    /** @param news hears sentences for people, on any thread */
    Certification(CertStore served, Challenges challenges, Consumer<String> news) {
        this.served = served;
        this.challenges = challenges;
        this.news = news;
    }

    /** A configuration has come into force; what the store has of it serves when this returns. */
    synchronized void follow(Config config, PatternFiles now) {
        maps = now;
        try {
            Certificates running = certificates;
            Path folder = folder(config);
            if (running != null
                    && !running.folder().equals(folder.toAbsolutePath().normalize())) {
                running.close();
                certificates = null;
            }
            if (certificates == null && Plans.isNeeded(config)) {
                certificates = new Certificates(folder, served, challenges, outside());
            }
            if (certificates != null) {
                certificates.follow(config);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean watches = served.all().stream().anyMatch(live -> live.spec().crt() != null);
        if (watches && files == null) {
            files = new FileWatch(served, news);
        }
    }

    /** The store of a configuration. */
    static Path folder(Config config) {
        String configured = config.global().tls().storeFolder();
        return configured == null ? Store.defaultFolder() : Path.of(configured);
    }

    private Outside outside() {
        return new Outside() {
            @Override
            public void news(String sentence) {
                news.accept(sentence);
            }

            @Override
            public void event(String lines) {
                events.add(lines);
            }

            @Override
            public void put(String map, String key, String value) {
                change(map, key, value);
            }

            @Override
            public void remove(String map, String key) {
                change(map, key, null);
            }
        };
    }

    private void change(String map, String key, @Nullable String value) {
        PatternFile file = maps.find(map);
        if (file == null) {
            return;
        }
        synchronized (file) {
            List<PatternFile.Entry> entries = new ArrayList<>(file.entries());
            entries.removeIf(entry -> entry.key().equals(key));
            if (value != null) {
                entries.add(new PatternFile.Entry(0, key, value));
            }
            file.replace(entries);
        }
    }

    /** What programs that set records are told. */
    EventSink events() {
        return events;
    }

    /** What commands ask; null where no certificate renews itself. */
    @Nullable
    AcmeControl control() {
        return certificates == null ? null : this;
    }

    private List<Status> all() {
        Certificates running = certificates;
        return running == null ? List.of() : running.status();
    }

    @Override
    public List<Row> status() {
        return all().stream()
                .map(each -> new Row(
                        each.certificate(),
                        each.section(),
                        State.valueOf(each.state().name()),
                        each.names(),
                        each.notAfter(),
                        each.next(),
                        each.step(),
                        each.failing()))
                .toList();
    }

    @Override
    public List<Waiting> waiting() {
        List<Waiting> waiting = new ArrayList<>();
        for (Status each : all()) {
            for (TxtRecord record : each.waiting()) {
                waiting.add(new Waiting(each.certificate(), record.domain(), record.name(), record.value()));
            }
        }
        return waiting;
    }

    @Override
    public @Nullable String problem(String certificate) {
        for (Status each : all()) {
            if (each.certificate().equals(certificate)) {
                return each.problem();
            }
        }
        return null;
    }

    @Override
    public void renew(String certificate) throws Refusal {
        Certificates running = certificates;
        String why = running == null ? "no certificate renews itself" : running.renew(certificate);
        if (why != null) {
            throw new Refusal(why);
        }
    }

    @Override
    public Ready challengeReady(String certificate, String domain) throws Refusal {
        Certificates running = certificates;
        Readiness ready = running == null ? null : running.challengeReady(certificate, domain);
        if (ready == null) {
            throw new Refusal("the certificate '" + certificate + "' does not wait for a record of '" + domain + "'");
        }
        return new Ready(ready.set(), ready.left());
    }

    /** Orders that are under way go on at the next start; the store is free for another process. */
    @Override
    public synchronized void close() {
        if (certificates != null) {
            certificates.close();
        }
        if (files != null) {
            files.close();
        }
    }
}
