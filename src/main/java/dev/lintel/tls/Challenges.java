package dev.lintel.tls;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers that an authority is about to ask for (RFC 8555 section 8.3, RFC 8737). Written by orders, read by every loop. */
public final class Challenges {
    /** The protocol by which an authority asks for {@link #alpn}. */
    public static final String ACME_TLS = "acme-tls/1";

    private final Map<String, String> http = new ConcurrentHashMap<>();
    private final Map<String, Certificate> alpn = new ConcurrentHashMap<>();
    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    /** From now on {@code /.well-known/acme-challenge/TOKEN} is answered with that text. */
    public void http(String token, String keyAuthorization) {
        http.put(token, keyAuthorization);
    }

    /** The text for a token, or null where it is not ours. */
    public @Nullable String http(String token) {
        return http.isEmpty() ? null : http.get(token);
    }

    public void removeHttp(String token) {
        http.remove(token);
    }

    /**
     * From now on {@code acme-tls/1} for that domain is answered with that certificate. An authority tells by the certificate which of two
     * orders it looks at, and says nothing before: the answers of two orders for one name follow each other.
     *
     * @param patience how long to wait for the answer of another order to be removed
     * @return whether it was its turn in time
     */
    public boolean alpn(String domain, Certificate certificate, Duration patience) throws InterruptedException {
        String name = domain.toLowerCase(Locale.ROOT);
        Turn turn = turns.compute(name, (key, there) -> (there == null ? new Turn() : there).join());
        boolean mine = false;
        try {
            mine = turn.free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            if (!mine) {
                leave(name);
            }
        }
        if (mine) {
            alpn.put(name, certificate);
        }
        return mine;
    }

    public @Nullable Certificate alpn(String domain) {
        return alpn.get(domain);
    }

    /** Takes this answer away, and lets the next order have its turn; the answer of another one stays. */
    public void removeAlpn(String domain, Certificate certificate) {
        String name = domain.toLowerCase(Locale.ROOT);
        if (alpn.remove(name, certificate)) {
            turns.get(name).free.release();
            leave(name);
        }
    }

    private void leave(String name) {
        turns.computeIfPresent(name, (key, turn) -> turn.left() ? null : turn);
    }

    /** Who may answer for a name, in the order in which they came; gone when nobody wants to. The count is guarded by the map. */
    private static final class Turn {
        private final Semaphore free = new Semaphore(1, true);
        private int orders;

        private Turn join() {
            orders++;
            return this;
        }

        private boolean left() {
            return --orders == 0;
        }
    }
}
