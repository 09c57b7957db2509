package dev.lintel.acme;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The ways to prove control of a name that Lintel knows (RFC 8555 section 8, RFC 8737, draft-ietf-acme-dns-persist). */
enum ChallengeKind {
    DNS("dns-01"),
    DNS_PERSIST("dns-persist-01"),
    TLS_ALPN("tls-alpn-01"),
    HTTP("http-01");

    private final String word;

    ChallengeKind(String word) {
        this.word = word;
    }

    /** Its name in the protocol and in the configuration. */
    String word() {
        return word;
    }

    /** Whether wildcards can be proved by it. */
    boolean provesWildcards() {
        return this == DNS || this == DNS_PERSIST;
    }

    static @Nullable ChallengeKind of(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        for (ChallengeKind kind : values()) {
            if (kind.word.equals(lower)) {
                return kind;
            }
        }
        return null;
    }
}
