import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Loads that are made of connections: one TLS handshake, one small request, the end. */
final class Handshakes {
    private static final Pattern DONE = Pattern.compile("(\\d+) connections in \\d+ real seconds, (\\d+) bytes");
    /** One sign per connection: r where the session was resumed. */
    private static final Pattern SIGNS = Pattern.compile("(?m)^[*r]+$");
    /** The first connection of each client has nothing to resume, and a server may rotate its keys. */
    private static final double ALMOST_ALL = 0.98;

    private Handshakes() {}

    /** {@code openssl s_time}, several at once: it names no host, and it tells which connections were resumed. */
    static Wrk openssl(Load.Connections load, Running target, int seconds) throws IOException, Running.Absent {
        List<String> command = List.of(
                "openssl",
                "s_time",
                "-connect",
                "127.0.0.1:" + target.port,
                "-tls1_3",
                "-ciphersuites",
                Tls.SUITE,
                "-www",
                "/self",
                load.resume() ? "-reuse" : "-new",
                "-time",
                Integer.toString(seconds));
        long begin = System.nanoTime();
        List<Process> clients = new ArrayList<>();
        for (int i = 0; i < load.clients(); i++) {
            clients.add(new ProcessBuilder(command).redirectErrorStream(true).start());
        }
        long done = 0;
        long resumed = 0;
        long errors = 0;
        String trouble = "no answer came through its connections";
        for (Process client : clients) {
            String text = new String(client.getInputStream().readAllBytes());
            Matcher count = DONE.matcher(text);
            if (count.find() && Long.parseLong(count.group(2)) > 0) {
                done += Long.parseLong(count.group(1));
                Matcher signs = SIGNS.matcher(text);
                resumed += signs.find() ? signs.group().chars().filter(c -> c == 'r').count() : 0;
            } else {
                // It ends at its first failure.
                errors++;
                trouble = count.reset().find() ? trouble : text.lines().reduce(trouble, (a, b) -> b);
            }
        }
        double took = (System.nanoTime() - begin) / 1e9;
        if (done == 0) {
            throw new Running.Absent("openssl s_time could not use it: " + trouble);
        }
        if (load.resume() ? resumed < ALMOST_ALL * done : resumed > 0) {
            throw new Running.Absent(resumed + " of " + done + " connections resumed a session, where "
                    + (load.resume() ? "all" : "none") + " should");
        }
        return new Wrk(done, errors, took);
    }

    /** Connections that ask for the host of the setup, and must be shown its certificate. */
    static Wrk named(Load.NamedConnections load, Running target, int seconds) throws Running.Absent {
        AtomicLong done = new AtomicLong();
        AtomicLong errors = new AtomicLong();
        AtomicReference<String> wrong = new AtomicReference<>();
        String host = target.setup.host();
        long begin = System.nanoTime();
        long deadline = begin + seconds * 1_000_000_000L;
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < load.clients(); i++) {
            clients.add(Thread.ofPlatform().daemon().name("client").start(() -> {
                while (System.nanoTime() < deadline && wrong.get() == null) {
                    (good(target, host, wrong) ? done : errors).incrementAndGet();
                }
            }));
        }
        clients.forEach(Uploads::join);
        if (wrong.get() != null) {
            throw new Running.Absent(wrong.get());
        }
        return new Wrk(done.get(), errors.get(), (System.nanoTime() - begin) / 1e9);
    }

    /** Resident memory of a fresh process, of whose certificates so many were shown to somebody once. */
    static Sample memory(Load.EachOnce load, Running target) throws Running.Absent {
        AtomicReference<String> wrong = new AtomicReference<>();
        int all = target.setup.tls().certificates();
        long errors = 0;
        for (int i = 1; i <= load.names() && wrong.get() == null; i++) {
            errors += good(target, Setup.host(i * (all / load.names())), wrong) ? 0 : 1;
        }
        if (wrong.get() != null) {
            throw new Running.Absent(wrong.get());
        }
        Http.pause(2000);
        double mib = target.residentMib();
        return Sample.idle(mib, mib, errors);
    }

    private static boolean good(Running target, String host, AtomicReference<String> wrong) {
        try {
            TlsClient.Answer answer = TlsClient.get(target.port, "/", host);
            if (!answer.names(host)) {
                wrong.set("asked for " + host + " it shows the certificate of "
                        + answer.certificate().getSubjectX500Principal());
            }
            return answer.status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
