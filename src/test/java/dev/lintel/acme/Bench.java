package dev.lintel.acme;

import com.sun.net.httpserver.HttpServer;
import dev.lintel.base.Pos;
import dev.lintel.model.AcmeSpec;
import dev.lintel.model.CertificateSpec;
import dev.lintel.tls.CertStore;
import dev.lintel.tls.Certificate;
import dev.lintel.tls.Challenges;
import dev.lintel.tls.IssuerFolder;
import dev.lintel.tls.LiveCertificate;
import dev.lintel.tls.Temporary;
import dev.lintel.tls.TlsPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Certificates that renew themselves without a proxy around them: a store in a folder, and a web server that answers http-01. */
final class Bench implements AutoCloseable {
    static final Pace QUICK = new Pace(Duration.ofMillis(300), Duration.ofSeconds(2), Duration.ofSeconds(1), 50);

    final CertStore served = new CertStore();
    final Challenges challenges = new Challenges();
    final List<String> news = new CopyOnWriteArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    final Map<String, String> entries = new ConcurrentHashMap<>();
    /** Done when there is an event, by the thread of the job that tells it. */
    volatile Consumer<String> uponEvent = line -> {};

    volatile Consumer<String> uponNews = sentence -> {};

    final List<String> mapped = new CopyOnWriteArrayList<>();
    final Certificates certificates;
    private final Map<String, Plan> plans = new LinkedHashMap<>();
    private final Map<String, LiveCertificate> live = new LinkedHashMap<>();
    private @Nullable HttpServer web;

    Bench(Path store, @Nullable Dns dns, Duration patience) {
        this(store, dns, patience, Duration.ofSeconds(60));
    }

    Bench(Path store, @Nullable Dns dns, Duration patience, Duration settle) {
        certificates = new Certificates(
                store, served, challenges, outside(), dns == null ? Dns.ofSystem() : dns, QUICK, patience, settle);
    }

    /** Answers http-01 at that port from now on. */
    Bench web(int port) throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        web.createContext("/.well-known/acme-challenge/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String text = challenges.http(path.substring(path.lastIndexOf('/') + 1));
            byte[] body = (text == null ? "unknown" : text).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(text == null ? 404 : 200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        web.start();
        return this;
    }

    private Outside outside() {
        return new Outside() {
            @Override
            public void news(String sentence) {
                news.add(sentence);
                uponNews.accept(sentence);
            }

            @Override
            public void event(String line) {
                events.add(line);
                uponEvent.accept(line);
            }

            @Override
            public void put(String map, String key, String value) {
                entries.put(map + " " + key, value);
                mapped.add(map + " " + value);
            }

            @Override
            public void remove(String map, String key) {
                entries.remove(map + " " + key);
            }
        };
    }

    /** A section as the configuration gives it, without anything that may be left out. */
    static AcmeSpec section(String directory, @Nullable Path trust, @Nullable String challenge) {
        return new AcmeSpec(
                Pos.NONE,
                "ca",
                List.of(directory),
                "mail@example.org",
                null,
                challenge,
                "ECDSA",
                0,
                "P-256",
                null,
                false,
                null,
                null,
                List.of(),
                null,
                Duration.ofSeconds(10),
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                trust == null ? null : trust.toString(),
                List.of(),
                Map.of());
    }

    /** The same section with a component or two different, by name. */
    static AcmeSpec with(AcmeSpec section, Object... namesAndValues) {
        try {
            var components = AcmeSpec.class.getRecordComponents();
            Object[] values = new Object[components.length];
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                values[i] = components[i].getAccessor().invoke(section);
                types[i] = components[i].getType();
                for (int j = 0; j < namesAndValues.length; j += 2) {
                    if (components[i].getName().equals(namesAndValues[j])) {
                        values[i] = namesAndValues[j + 1];
                    }
                }
            }
            return AcmeSpec.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** From now on this certificate is wanted, too. */
    Bench want(AcmeSpec section, ChallengeKind kind, String... names) {
        Ordered ordered = Ordered.of(section, List.of(names), List.of());
        plans.put(names[0], new Plan(names[0], section, ordered, List.of(kind), true));
        return this;
    }

    /** From now on nothing else is wanted. */
    Bench nothing() {
        plans.clear();
        return this;
    }

    Bench follow() throws Exception {
        return follow(true);
    }

    Bench follow(boolean scheduler) throws Exception {
        Map<LiveCertificate, CertStore.Content> contents = new LinkedHashMap<>();
        plans.keySet().forEach(name -> {
            CertificateSpec spec = new CertificateSpec(
                    Pos.NONE, name, null, null, null, null, null, false, "ca", List.of(name), List.of());
            LiveCertificate each =
                    live.computeIfAbsent(name, any -> new LiveCertificate(spec, Temporary.certificate()));
            contents.put(each, new CertStore.Content(each.current(), each.current()));
        });
        served.draft(challenges, new TlsPolicy.Sessions(100, 100)).install(contents, IssuerFolder.NONE);
        certificates.follow(scheduler, Map.copyOf(plans));
        return this;
    }

    Certificate current(String name) {
        return served.find(name).current();
    }

    Status status(String name) {
        return certificates.status().stream()
                .filter(each -> each.certificate().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until it has a certificate that is not that one. */
    Certificate await(String name, Certificate other) throws InterruptedException {
        until(
                "a certificate for " + name,
                () -> current(name) != other && !current(name).temporary());
        return current(name);
    }

    Certificate await(String name) throws InterruptedException {
        return await(name, Temporary.certificate());
    }

    void until(String what, BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(45).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                List<String> seen = new ArrayList<>(news);
                certificates.status().forEach(each -> seen.add(each.toString()));
                throw new AssertionError("no " + what + " in time: " + String.join("\n", seen));
            }
            Thread.sleep(20);
        }
    }

    /** Every sentence so far, with something done to it. */
    List<String> news(UnaryOperator<String> edit) {
        return news.stream().map(edit).toList();
    }

    @Override
    public void close() {
        certificates.close();
        if (web != null) {
            web.stop(0);
        }
    }
}
