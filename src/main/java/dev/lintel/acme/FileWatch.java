package dev.lintel.acme;

import dev.lintel.tls.CertStore;
import dev.lintel.tls.Certificate;
import dev.lintel.tls.CertificateFault;
import dev.lintel.tls.CertificateFiles;
import dev.lintel.tls.CertificateNotes;
import dev.lintel.tls.LiveCertificate;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the files of certificates that others renew (certbot, a person, a job): what has changed and is whole goes into force without a
 * reload; what is not is refused, told once, and the old certificate stays. A virtual thread of its own looks; it owns everything here.
 */
public final class FileWatch implements AutoCloseable {
    static final Duration PAUSE = Duration.ofSeconds(2);
    /** Ten thousand files are looked at less often than ten. */
    private static final int IDLE_PARTS = 30;

    private final CertStore served;
    private final Consumer<String> news;
    private final Duration pause;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Thread thread;

    /** What is remembered of one certificate: the state that was met last, the one that was refused, and what served then. */
    private record Seen(
            CertificateFiles.Stamp met,
            CertificateFiles.@Nullable Stamp refused,
            @Nullable Certificate serving) {}

    public FileWatch(CertStore served, Consumer<String> news) {
        this(served, news, PAUSE);
    }

    FileWatch(CertStore served, Consumer<String> news, Duration pause) {
        this.served = served;
        this.news = news;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name("certificate files").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                long start = System.nanoTime();
                look();
                long took = (System.nanoTime() - start) / 1_000_000;
                Thread.sleep(Math.max(pause.toMillis(), took * IDLE_PARTS));
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void look() {
        Set<String> names = new HashSet<>();
        for (LiveCertificate live : served.all()) {
            if (live.spec().crt() != null && live.spec().acme() == null) {
                names.add(live.name());
                try {
                    look(live);
                } catch (RuntimeException e) {
                    news.accept(
                            "certificate '" + live.name() + "': its files could not be looked at: " + e.getMessage());
                }
            }
        }
        seen.keySet().retainAll(names);
    }

    private void look(LiveCertificate live) {
        CertificateFiles.Stamp now = CertificateFiles.stamp(live.spec());
        Seen last = seen.get(live.name());
        CertificateFiles.Stamp refused = last == null ? null : last.refused;
        if (now.equals(live.stamp())) {
            if (last != null && live.current() != last.serving) {
                compare(live);
            }
            seen.put(live.name(), new Seen(now, refused, live.current()));
        } else if (last != null && now.equals(last.met) && !now.equals(refused)) {
            // Unchanged since the last look: nobody is in the middle of writing it.
            refused = take(live, now) ? null : now;
            seen.put(live.name(), new Seen(now, refused, live.current()));
        } else {
            seen.put(live.name(), new Seen(now, refused, live.current()));
        }
    }

    /** Puts what the files hold into force; false where it is of no use. */
    private boolean take(LiveCertificate live, CertificateFiles.Stamp stamp) {
        try {
            Certificate next = CertificateFiles.load(live.spec(), served.issuers());
            if (!CertificateFiles.stamp(live.spec()).equals(stamp)) {
                // It changed while it was read: the next look takes it.
                return true;
            }
            String wrong = wrong(next, live.current());
            if (wrong != null) {
                throw new CertificateFault("'" + live.spec().crt() + "': " + wrong);
            }
            served.swap(live, next);
            live.settle(live.spec(), stamp);
            news.accept("certificate '" + live.name()
                    + "': its files have changed; what they hold now is in force, valid until "
                    + next.leaf().getNotAfter().toInstant() + " (serial " + hex(next) + ")"
                    + (next.unstapled() == null ? "" : ", without an answer of OCSP: " + next.unstapled()));
            return true;
        } catch (CertificateFault e) {
            news.accept("certificate '" + live.name()
                    + "': its files have changed, but cannot be used, and the old one (serial "
                    + hex(live.current()) + ", valid until "
                    + live.current().leaf().getNotAfter().toInstant() + ") stays in force: " + e.getMessage());
            return false;
        }
    }

    private static @Nullable String wrong(Certificate next, Certificate now) {
        Instant moment = Instant.now();
        if (now.leaf().getNotAfter().toInstant().isBefore(moment)) {
            return null; // it can only become better
        }
        if (next.leaf().getNotAfter().toInstant().isBefore(moment)) {
            return "the certificate in it (serial " + hex(next) + ") has expired at "
                    + next.leaf().getNotAfter().toInstant();
        }
        if (next.leaf().getNotBefore().toInstant().isAfter(moment)) {
            return "the certificate in it (serial " + hex(next) + ") is not valid before "
                    + next.leaf().getNotBefore().toInstant();
        }
        return brokenChain(next, now);
    }

    /** What was well until now; a reload takes it all the same, with a note. */
    private static @Nullable String brokenChain(Certificate next, Certificate now) {
        String disorder = CertificateNotes.disorder(next);
        if (disorder != null && CertificateNotes.disorder(now) == null) {
            return "its chain is out of order: " + disorder + "; if it is meant so, reload";
        }
        boolean selfIssued =
                next.leaf().getIssuerX500Principal().equals(next.leaf().getSubjectX500Principal());
        return next.chain().size() == 1 && now.chain().size() > 1 && !selfIssued
                ? "the authorities between the certificate in it (serial " + hex(next)
                        + ") and the root are missing, and"
                        + " the old one has them; put them behind it, or reload if it is meant so"
                : null;
    }

    /** Somebody swapped what serves, but not the file: the next start would serve the old one again. */
    private void compare(LiveCertificate live) {
        try {
            Certificate filed = CertificateFiles.load(live.spec());
            BigInteger serial = filed.leaf().getSerialNumber();
            if (!serial.equals(live.current().leaf().getSerialNumber())) {
                news.accept("certificate '" + live.name() + "': what is served has the serial " + hex(live.current())
                        + ", but its file has " + hex(filed) + ", which the next start would serve");
            }
        } catch (CertificateFault e) {
            news.accept("certificate '" + live.name() + "': what is served is not in its file: " + e.getMessage());
        }
    }

    private static String hex(Certificate certificate) {
        return certificate.leaf().getSerialNumber().toString(16).toUpperCase(java.util.Locale.ROOT);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
