package dev.lintel.acme;

import dev.lintel.tls.CertificateFault;
import dev.lintel.tls.Pem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** A CA that speaks ACME (RFC 8555), by its directory: bounded, and with faults in words. Used by one order at a time, which closes it. */
final class Authority implements AutoCloseable {
    /** {@code directory staging}: certificates that nobody trusts, and limits that nobody reaches. */
    static final String STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory";

    private static final String TYPE_PREFIX = "urn:ietf:params:acme:error:";
    private static final Duration LONGEST_WAIT = Duration.ofDays(8);

    /** Too slow, too early, too many: another time the answer is another one. */
    private static final Set<Integer> MOMENTARY = Set.of(408, 425, 429);

    /** Refusals that say nothing against the order. */
    private static final Set<String> ABOUT_OTHER_THINGS = Set.of(
            "badNonce", "orderNotReady", "rateLimited", "userActionRequired", "serverInternal", "accountDoesNotExist");

    /** What the library has to say is said here in words; held, for loggers are forgotten otherwise. */
    private static final Logger QUIET = Logger.getLogger("org.shredzone.acme4j");

    static {
        QUIET.setLevel(Level.OFF);
    }

    private final URI directory;
    private final BoundedClient client;
    private final Session session;

    /** @param caFile whom the CA's own server is trusted by, or null: the system's */
    Authority(String directory, @Nullable String caFile, Duration patience) throws OrderFault {
        this.directory = URI.create(directory.equals("staging") ? STAGING : directory);
        this.client = new BoundedClient(client(caFile, patience), patience);
        this.session = new Session(this.directory, new GenericAcmeProvider() {
            @Override
            public HttpClient createHttpClient(NetworkSettings settings) {
                return client;
            }
        });
        session.networkSettings().setTimeout(patience);
        session.networkSettings().setCompressionEnabled(false);
    }

    private static HttpClient client(@Nullable String caFile, Duration patience) throws OrderFault {
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(patience).followRedirects(HttpClient.Redirect.NORMAL);
        return caFile == null
                ? builder.build()
                : builder.sslContext(trusting(Path.of(caFile))).build();
    }

    private static SSLContext trusting(Path caFile) throws OrderFault {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            List<X509Certificate> roots = Pem.certificates(Files.readAllBytes(caFile));
            if (roots.isEmpty()) {
                throw new OrderFault("'ca-file' " + caFile + " holds no certificate");
            }
            for (int i = 0; i < roots.size(); i++) {
                trusted.setCertificateEntry("ca" + i, roots.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext ssl = SSLContext.getInstance("TLS");
            ssl.init(null, trust.getTrustManagers(), null);
            return ssl;
        } catch (CertificateFault e) {
            throw new OrderFault("'ca-file' " + caFile + ": " + e.getMessage());
        } catch (IOException e) {
            throw new OrderFault("'ca-file' " + caFile + " cannot be read");
        } catch (GeneralSecurityException e) {
            throw new OrderFault("'ca-file' " + caFile + " cannot be used: " + e.getMessage());
        }
    }

    Session session() {
        return session;
    }

    /** For messages. */
    String host() {
        String host = directory.getHost();
        return host == null ? directory.toString() : host;
    }

    /** What the library threw, in words. */
    OrderFault fault(String step, Exception thrown) {
        Exception e = thrown instanceof AcmeLazyLoadingException lazy && lazy.getCause() instanceof Exception cause
                ? cause
                : thrown;
        return switch (e) {
            case AcmeNetworkException network -> new OrderFault(step + ": " + network(network.getCause()));
            case AcmeRateLimitedException limited ->
                new OrderFault(
                        step + ": " + host() + " asks for patience (rateLimited): " + detail(limited),
                        json(limited.getProblem()),
                        limited.getRetryAfter().map(Authority::bounded).orElse(null),
                        false);
            case AcmeUserActionRequiredException action ->
                new OrderFault(
                        step + ": " + host() + " wants you to do something first: " + detail(action) + ", see "
                                + action.getProblem()
                                        .getInstance()
                                        .map(URI::toString)
                                        .orElse("its web site"),
                        json(action.getProblem()),
                        retryAfter(),
                        false);
            case AcmeServerException server ->
                new OrderFault(
                        step + ": " + host() + " refused (" + shortType(server.getType()) + "): " + detail(server),
                        json(server.getProblem()),
                        retryAfter(),
                        isDeadly(server));
            case AcmeException other -> other(step, other);
            default -> new OrderFault(step + ": " + host() + " answered what makes no sense: " + reason(e));
        };
    }

    /** A refusal that is about this order, not about the moment. */
    private boolean isDeadly(AcmeServerException e) {
        BoundedClient.Refusal refusal = client.refusal();
        return refusal != null
                && refusal.status() / 100 == 4
                && !MOMENTARY.contains(refusal.status())
                && ABOUT_OTHER_THINGS.stream().noneMatch(type -> is(e, type));
    }

    static boolean is(AcmeServerException e, String type) {
        return e.getType().toString().equals(TYPE_PREFIX + type);
    }

    /** Whether that means that what was asked for is not there, or not ours: not so where a CA is only in trouble. */
    boolean saysGone(AcmeException e) {
        BoundedClient.Refusal refusal = client.refusal();
        boolean missing = refusal != null && (refusal.status() == 404 || refusal.status() == 410);
        return e instanceof AcmeServerException server
                ? isDeadly(server) && (missing || is(server, "unauthorized") || is(server, "malformed"))
                : missing;
    }

    private OrderFault other(String step, AcmeException e) {
        BoundedClient.Refusal refusal = client.refusal();
        if (refusal == null) {
            return new OrderFault(step + ": " + host() + ": " + reason(e));
        }
        String said = refusal.beginning().isEmpty() ? "" : ", saying '" + refusal.beginning() + "'";
        String what = refusal.status() == 429 || refusal.status() == 503 ? " asks for patience" : " answered";
        String hint = saysGone(e) && step.equals(Accounts.STEP) ? "; is 'directory " + directory + "' right?" : "";
        return new OrderFault(
                step + ": " + host() + what + " with status " + refusal.status() + said + hint,
                null,
                retryAfter(),
                false);
    }

    private String network(@Nullable Throwable cause) {
        Throwable root = cause;
        // What a refused connection hides within itself is only that its channel is closed.
        while (root != null
                && root.getCause() instanceof IOException deeper
                && !(root instanceof SSLException)
                && !(deeper instanceof ClosedChannelException)) {
            root = deeper;
        }
        int port = directory.getPort() > 0 ? directory.getPort() : 443;
        return switch (root) {
            case HttpTimeoutException slow -> host() + " gave " + slow.getMessage();
            case UnknownHostException unknown -> "the name " + host() + " cannot be resolved";
            case ConnectException refused
            when refused.getCause() instanceof UnresolvedAddressException ->
                "the name " + host() + " cannot be resolved";
            case ConnectException refused -> host() + " takes no connection at port " + port;
            case SSLException tls ->
                host() + " cannot be trusted (" + reason(tls)
                        + "); where it is a CA of your own, 'ca-file' names the certificate to trust it by";
            case null -> host() + " could not be asked";
            default -> host() + " could not be asked: " + reason(root);
        };
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        if (message == null || message.isBlank()) {
            return "a field is missing or is not what it has to be";
        }
        if (message.contains("unable to find valid certification path")) {
            return "nobody who is trusted here has signed its certificate";
        }
        // Names of classes say nothing to whoever reads this.
        String plain = message.replaceAll("\\b(?:[a-z0-9]+\\.)+[A-Z]\\w*(?:Exception|Error)?:? ?", "")
                .strip();
        return plain.length() > 200 ? plain.substring(0, 200) + "..." : plain;
    }

    private static String detail(AcmeServerException e) {
        return detail(e.getProblem());
    }

    /** The sentence of a problem document, with those of its parts, each with its name. */
    static String detail(Problem problem) {
        StringBuilder out =
                new StringBuilder(problem.getDetail().or(problem::getTitle).orElse("it gave no reason"));
        for (Problem part : problem.getSubProblems()) {
            out.append("; ")
                    .append(part.getIdentifier().map(id -> id.getValue() + ": ").orElse(""))
                    .append(part.getDetail().orElse(shortType(part.getType())));
        }
        String line = out.toString().replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() > 600 ? line.substring(0, 600) + "..." : line;
    }

    static String shortType(URI type) {
        String text = type.toString();
        return text.startsWith(TYPE_PREFIX) ? text.substring(TYPE_PREFIX.length()) : text;
    }

    static @Nullable Json json(Problem problem) {
        try {
            return Json.read(problem.asJSON().toString());
        } catch (Json.Malformed e) {
            return null;
        }
    }

    private @Nullable Instant retryAfter() {
        BoundedClient.Refusal refusal = client.refusal();
        String text = refusal == null ? null : refusal.retryAfter();
        if (text == null) {
            return null;
        }
        try {
            return bounded(
                    text.matches("\\d{1,9}")
                            ? Instant.now().plusSeconds(Long.parseLong(text))
                            : java.time.ZonedDateTime.parse(text, java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (java.time.DateTimeException e) {
            return null;
        }
    }

    /** A CA that says "next year" is not obeyed to the letter. */
    private static Instant bounded(Instant wish) {
        Instant latest = Instant.now().plus(LONGEST_WAIT);
        return wish.isAfter(latest) ? latest : wish;
    }

    @Override
    public void close() {
        client.close();
    }
}
