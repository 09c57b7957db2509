package dev.lintel.acme;

import dev.lintel.model.AcmeSpec;
import dev.lintel.tls.Certificate;
import dev.lintel.tls.CertificateFault;
import dev.lintel.tls.Pem;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;

/**
 * One order from its start to a certificate (RFC 8555 section 7.4), or its rest after a restart. Blocking; used by the one thread that
 * {@link #run runs} it.
 */
final class CertificateOrder {
    private static final Duration PREFLIGHT = Duration.ofSeconds(10);
    private static final int MAX_AUTHORIZATIONS = 250;
    private static final int MAX_CHAIN = 12;
    private static final int MAX_COMMON_NAME = 64;

    private final Wanted wanted;
    private final String directory;
    private final OrderTools tools;
    private final Journal journal;

    /**
     * What is to be had.
     *
     * @param replaces the certificate that this one is to follow (RFC 9773 section 5), or null; {@code replacesFrom}: the directory of its CA
     * @param keepKey the key in PEM that is to be used again, or null
     * @param kinds the challenges that may be used, the best first
     */
    record Wanted(
            AcmeSpec section,
            Ordered ordered,
            @Nullable X509Certificate replaces,
            @Nullable String replacesFrom,
            @Nullable String keepKey,
            List<ChallengeKind> kinds) {}

    CertificateOrder(Wanted wanted, String directory, OrderTools tools, Journal journal) {
        this.wanted = wanted;
        this.directory = directory;
        this.tools = tools;
        this.journal = journal;
    }

    /** Obtains the certificate. The order stays pending in the journal until its certificate is in the store. */
    CertificateFolder.Stored run() throws OrderFault, StoreFault, InterruptedException {
        String step = "asking " + directory;
        try (Authority authority = new Authority(directory, wanted.section.caFile(), tools.patience())) {
            try {
                journal.step(step);
                Login login = tools.accounts().login(authority, wanted.section, directory);
                Order order = order(authority, login);
                return finish(authority, order, login);
            } catch (AcmeException | RuntimeException e) {
                interrupted(e);
                throw authority.fault("order", e);
            }
        } catch (OrderFault e) {
            if (e.orderIsDead()) {
                journal.pending(null);
            }
            throw e;
        }
    }

    /** The library wraps an interrupt; whoever stops a job must not hear of a network that failed. */
    private static void interrupted(Exception e) throws InterruptedException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                throw new InterruptedException();
            }
        }
    }

    private Order order(Authority authority, Login login)
            throws AcmeException, OrderFault, StoreFault, InterruptedException {
        Order earlier = earlier(authority, login);
        if (earlier != null) {
            journal.step("going on with the order " + earlier.getLocation());
            return earlier;
        }
        preflight(authority);
        KeyPair key = wanted.keepKey == null ? KeyPairs.make(wanted.ordered.keyType()) : KeyPairs.read(wanted.keepKey);
        journal.step("ordering " + String.join(", ", wanted.ordered.subjects()) + " from " + authority.host());
        journal.ordering();
        Order order = create(authority, login);
        journal.pending(new Progress.Pending(
                directory,
                order.getLocation().toString(),
                wanted.ordered,
                KeyPairs.write(key.getPrivate()),
                List.of(),
                List.of()));
        return order;
    }

    /** Advice, and never a gate, for a first order: what is found is told, and the order goes its way. */
    private void preflight(Authority authority) throws AcmeException, InterruptedException {
        if (wanted.replaces != null) {
            return;
        }
        journal.step("looking at what " + authority.host() + " will look at");
        Set<String> identities = new TreeSet<>(authority.session().getMetadata().getCaaIdentities());
        Thread look = Thread.ofVirtual()
                .name("preflight")
                .start(() -> tools.dns()
                        .preflight(wanted.ordered, wanted.kinds, identities)
                        .forEach(finding -> journal.news("before the order: " + finding)));
        // DNS that is down would hold it up for longer than anybody wants advice.
        look.join(PREFLIGHT);
        look.interrupt();
    }

    private @Nullable Order earlier(Authority authority, Login login) throws AcmeException, StoreFault {
        Progress.Pending pending = journal.pending();
        if (pending == null) {
            return null;
        }
        if (pending.directory().equals(directory) && pending.ordered().equals(wanted.ordered)) {
            try {
                Order order = login.bindOrder(java.net.URI.create(pending.url()).toURL());
                order.fetch();
                if (order.getStatus() != Status.INVALID && covers(order)) {
                    return order;
                }
            } catch (AcmeException e) {
                // A CA in trouble has not forgotten it.
                if (!authority.saysGone(e)) {
                    throw e;
                }
            } catch (java.net.MalformedURLException | IllegalArgumentException e) {
                // Nothing to go on with.
            }
        }
        forget(pending);
        return null;
    }

    /** Records that a run before a crash set, and that nobody needs any more. */
    private void tidy() throws StoreFault {
        Progress.Pending pending = journal.pending();
        if (!pending.records().isEmpty()) {
            journal.pending(pending.withRecords(clean(pending)));
        }
    }

    private void forget(Progress.Pending pending) throws StoreFault {
        journal.pending(pending.withRecords(clean(pending)));
        journal.pending(null);
    }

    /** What an order left in DNS goes, as far as it can. @return what stays */
    private List<TxtRecord> clean(Progress.Pending pending) {
        try {
            return pending.records().isEmpty()
                    ? List.of()
                    : DnsSteps.clean(tools.dns().provider(wanted.section), pending.records(), journal);
        } catch (OrderFault e) {
            journal.news("what an earlier order left in DNS could not be removed: " + e.getMessage());
            return pending.records();
        }
    }

    private Order create(Authority authority, Login login) throws AcmeException, OrderFault {
        boolean replaces = wanted.replaces != null
                && directory.equals(wanted.replacesFrom)
                && authority
                        .session()
                        .resourceUrlOptional(Resource.RENEWAL_INFO)
                        .isPresent();
        try {
            return builder(login, replaces).create();
        } catch (AcmeServerException e) {
            if (!replaces || e instanceof AcmeRateLimitedException || Authority.is(e, "badNonce")) {
                throw e;
            }
            // Somebody renewed it already, it is another account's, or the CA knows nothing of it, and each CA has its
            // own word for that: then this is an order like any first one.
            return builder(login, false).create();
        }
    }

    private OrderBuilder builder(Login login, boolean replaces) {
        OrderBuilder builder = login.newOrder().domains(wanted.ordered.names());
        for (String ip : wanted.ordered.ips()) {
            builder.identifier(Identifier.ip(ip));
        }
        if (wanted.ordered.profile() != null) {
            builder.profile(wanted.ordered.profile());
        }
        if (replaces) {
            builder.replaces(wanted.replaces);
        }
        return builder;
    }

    private CertificateFolder.Stored finish(Authority authority, Order order, Login login)
            throws AcmeException, OrderFault, StoreFault, InterruptedException {
        Polling polling = new Polling(authority, tools.settle());
        if (order.getStatus() == Status.PENDING) {
            String account = login.getAccountLocation().toString();
            new Proving(wanted, account, tools, journal, authority, polling).prove(authorizations(order));
            journal.step("waiting until the order is ready");
            ready(authority, polling, order);
        }
        tidy();
        KeyPair key = KeyPairs.read(journal.pending().key());
        if (order.getStatus() == Status.READY) {
            journal.step("asking for the certificate");
            order.execute(key, request -> {
                String first = wanted.ordered.names().isEmpty()
                        ? ""
                        : wanted.ordered.names().getFirst();
                if (!first.isEmpty() && first.length() <= MAX_COMMON_NAME) {
                    request.setCommonName(first);
                }
            });
        }
        journal.step("waiting for the certificate");
        polling.await(order, "signing", Status.VALID);
        journal.step("fetching the certificate");
        List<X509Certificate> chain = order.getCertificate().getCertificateChain();
        return checked(authority, chain, key);
    }

    /** One that asks for nothing more and never becomes ready would be asked about for ever: the next try orders anew. */
    private static void ready(Authority authority, Polling polling, Order order)
            throws AcmeException, OrderFault, InterruptedException {
        if (!polling.reaches(order, "order", Status.READY, Status.PROCESSING, Status.VALID)) {
            throw OrderFault.dead(polling.late(order, "order") + ", with nothing left to prove", null);
        }
    }

    /** The order's authorizations, none of which may be for a name that nobody ordered. */
    private List<Authorization> authorizations(Order order) throws AcmeException, OrderFault {
        List<Authorization> all = order.getAuthorizations();
        if (all.size() > MAX_AUTHORIZATIONS) {
            throw OrderFault.dead("the CA wants " + all.size() + " proofs for one order", null);
        }
        Set<String> ours = new HashSet<>();
        wanted.ordered.subjects().forEach(name -> ours.add(plain(name)));
        for (Authorization each : all) {
            each.fetch();
            if (!ours.contains(plain(each.getIdentifier().getValue()))) {
                throw OrderFault.dead(
                        "the CA wants a proof for '" + each.getIdentifier().getValue() + "', which nobody ordered",
                        null);
            }
        }
        return all;
    }

    static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("*.") ? lower.substring(2) : Identifiers.plainAddress(lower);
    }

    private boolean covers(Order order) {
        Set<String> names = new HashSet<>();
        order.getIdentifiers().forEach(each -> names.add(each.getValue().toLowerCase(Locale.ROOT)));
        return names.size() == wanted.ordered.subjects().size();
    }

    /** Whatever a CA sends, only a certificate for our key and our names is kept. */
    private CertificateFolder.Stored checked(Authority authority, List<X509Certificate> chain, KeyPair key)
            throws OrderFault {
        if (chain.isEmpty() || chain.size() > MAX_CHAIN) {
            throw OrderFault.dead(authority.host() + " sent a chain of " + chain.size() + " certificates", null);
        }
        StringBuilder pem = new StringBuilder();
        try {
            for (X509Certificate each : chain) {
                pem.append(KeyPairs.pem("CERTIFICATE", each.getEncoded()));
            }
            CertificateFolder.Stored stored = new CertificateFolder.Stored(
                    KeyPairs.ascii(pem.toString()),
                    KeyPairs.ascii(KeyPairs.write(key.getPrivate())),
                    wanted.ordered,
                    directory);
            Certificate read = Pem.read(List.of(stored.fullchain(), stored.key()));
            List<String> missing = Identifiers.missing(wanted.ordered, read);
            if (!missing.isEmpty()) {
                throw OrderFault.dead(
                        authority.host() + " sent a certificate without " + String.join(", ", missing), null);
            }
            if (!read.leaf().getNotAfter().toInstant().isAfter(Instant.now(tools.clock()))) {
                throw OrderFault.dead(authority.host() + " sent a certificate that has expired already", null);
            }
            return stored;
        } catch (CertificateFault | CertificateEncodingException e) {
            throw OrderFault.dead(authority.host() + " sent a certificate that is of no use: " + e.getMessage(), null);
        }
    }

    /** The kinds of a list of words, none twice. */
    static List<ChallengeKind> kinds(List<String> words) {
        List<ChallengeKind> kinds = new ArrayList<>();
        for (String word : words) {
            ChallengeKind kind = ChallengeKind.of(word);
            if (kind != null && !kinds.contains(kind)) {
                kinds.add(kind);
            }
        }
        return kinds;
    }
}
