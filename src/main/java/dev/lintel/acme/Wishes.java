package dev.lintel.acme;

import dev.lintel.tls.Certificate;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;

/**
 * When CAs wish their certificates to be renewed (RFC 9773). A CA that does not say, or cannot be asked, has no wish. Asks no more often
 * than the CA likes. Any thread.
 */
final class Wishes {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration OTHERWISE = Duration.ofHours(6);

    private final OrderTools tools;
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();

    Wishes(OrderTools tools) {
        this.tools = tools;
    }

    private record Heard(String serial, Renewal.@Nullable Window window, Instant again) {}

    /** @param directory of the CA that signed it; null: nobody knows */
    Renewal.@Nullable Window window(Plan plan, Certificate certificate, @Nullable String directory) {
        if (directory == null || directory.equals(Plan.INTERNAL)) {
            return null;
        }
        X509Certificate leaf = certificate.leaf();
        String serial = leaf.getSerialNumber().toString(16);
        Heard last = heard.get(plan.name());
        if (last != null
                && last.serial.equals(serial)
                && last.again.isAfter(tools.clock().instant())) {
            return last.window;
        }
        Heard now = ask(plan, leaf, serial, directory);
        // A CA that is down for an hour has not changed its mind.
        Renewal.Window window =
                now.window == null && last != null && last.serial.equals(serial) ? last.window : now.window;
        heard.put(plan.name(), new Heard(serial, window, now.again));
        return window;
    }

    /** When to look again. */
    @Nullable
    Instant again(Plan plan) {
        Heard last = heard.get(plan.name());
        return last == null ? null : last.again;
    }

    private Heard ask(Plan plan, X509Certificate leaf, String serial, String directory) {
        Instant now = tools.clock().instant();
        Duration fewTimes = Renewal.lifetime(leaf).dividedBy(20);
        Duration otherwise = fewTimes.compareTo(OTHERWISE) < 0 ? fewTimes : OTHERWISE;
        try (Authority authority = new Authority(directory, plan.section().caFile(), tools.patience())) {
            if (authority.session().resourceUrlOptional(Resource.RENEWAL_INFO).isEmpty()) {
                return new Heard(serial, null, now.plus(LONGEST));
            }
            // The question is signed by nobody; the library wants a login all the same.
            KeyPair nobody = KeyPairs.make("ECDSA P-256");
            Login login = authority.session().login(authority.session().resourceUrl(Resource.RENEWAL_INFO), nobody);
            RenewalInfo info = login.bindRenewalInfo(leaf);
            Optional<Instant> wish = info.fetch();
            Instant again = wish.map(at -> bounded(now, at)).orElse(now.plus(otherwise));
            return new Heard(
                    serial,
                    new Renewal.Window(
                            info.getSuggestedWindowStart(),
                            info.getSuggestedWindowEnd(),
                            info.getExplanation().map(Object::toString).orElse(null)),
                    again);
        } catch (AcmeException | OrderFault | RuntimeException e) {
            return new Heard(serial, null, now.plus(otherwise));
        }
    }

    private static Instant bounded(Instant now, Instant wish) {
        Instant soonest = now.plus(SHORTEST);
        Instant latest = now.plus(LONGEST);
        return wish.isBefore(soonest) ? soonest : wish.isAfter(latest) ? latest : wish;
    }
}
