package dev.lintel.tls;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Answers that an authority is about to ask for (RFC 8555 section 8.3, RFC 8737). Written by orders, read by every loop. */
public final class Challenges {
    /** The protocol by which an authority asks for {@link #alpn}. */
    public static final String ACME_TLS = "acme-tls/1";

    private final Map<String, String> http = new ConcurrentHashMap<>();
    private final Map<String, Certificate> alpn = new ConcurrentHashMap<>();

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

    /** From now on {@code acme-tls/1} for that domain is answered with that certificate. */
    public void alpn(String domain, Certificate certificate) {
        alpn.put(domain.toLowerCase(Locale.ROOT), certificate);
    }

    public @Nullable Certificate alpn(String domain) {
        return alpn.get(domain);
    }

    public void removeAlpn(String domain) {
        alpn.remove(domain.toLowerCase(Locale.ROOT));
    }
}
