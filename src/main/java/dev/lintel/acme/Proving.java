package dev.lintel.acme;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.exception.AcmeException;

/** Proves control of every name of an order: sets the answers, waits until they can be seen, tells the CA, and takes them away again. */
final class Proving {
    private static final Duration HUMAN_PATIENCE = Duration.ofDays(7);

    private final CertificateOrder.Wanted wanted;
    private final OrderTools tools;
    private final Journal journal;
    private final Authority authority;
    private final Polling polling;

    Proving(CertificateOrder.Wanted wanted, OrderTools tools, Journal journal, Authority authority, Polling polling) {
        this.wanted = wanted;
        this.tools = tools;
        this.journal = journal;
        this.authority = authority;
        this.polling = polling;
    }

    /** One name with the challenge that was chosen for it. */
    private record Proof(Authorization authorization, Challenge challenge, Answer answer, String domain) {}

    void prove(List<Authorization> authorizations, Order order)
            throws AcmeException, OrderFault, StoreFault, InterruptedException {
        List<Proof> open = new ArrayList<>();
        DnsProvider provider = null;
        for (Authorization each : authorizations) {
            // A name that was proved a while ago need not be proved again.
            if (each.getStatus() == Status.VALID) {
                continue;
            }
            if (each.getStatus() != Status.PENDING) {
                polling.await(each, "proof", Status.VALID);
            }
            Challenge challenge = choose(each);
            if (challenge instanceof Dns01Challenge && provider == null) {
                provider = tools.dns().provider(wanted.section());
            }
            open.add(proof(each, challenge, provider));
        }
        // Two orders that wait for each other's names would wait for good, were it not in one order.
        open.sort(Comparator.comparing(Proof::domain));
        for (List<Proof> round : rounds(open, provider)) {
            prove(round, provider);
        }
    }

    private void prove(List<Proof> round, @Nullable DnsProvider provider)
            throws AcmeException, OrderFault, StoreFault, InterruptedException {
        boolean keep = false;
        try {
            remember(round);
            for (Proof proof : round) {
                journal.step("setting the answer for " + proof.domain + " (" + proof.challenge.getType() + ")");
                proof.answer.present();
                tell(proof);
            }
            settle(records(round), provider, round);
            for (Proof proof : round) {
                // One that the CA looks at already must not be told again.
                if (proof.challenge.getStatus() == Status.PENDING) {
                    proof.challenge.trigger();
                }
            }
            for (Proof proof : round) {
                journal.step("waiting until " + authority.host() + " has verified " + proof.domain + " by "
                        + proof.challenge.getType());
                polling.await(proof.authorization, "proof", Status.VALID);
            }
        } catch (InterruptedException stopped) {
            // The order goes on after the restart, and with it what a human has set.
            keep = provider != null && provider.byHand();
            throw stopped;
        } finally {
            if (!keep) {
                round.forEach(proof -> proof.answer.remove());
                forget();
            }
        }
    }

    /** The best challenge that the CA offers for this name. */
    private Challenge choose(Authorization authorization) throws OrderFault {
        List<Challenge> offered = authorization.getChallenges();
        for (ChallengeKind kind : wanted.kinds()) {
            for (Challenge challenge : offered) {
                if (challenge.getType().equals(kind.word()) && challenge.getStatus() != Status.INVALID) {
                    return challenge;
                }
            }
        }
        String name = name(authorization);
        String offers =
                String.join(", ", offered.stream().map(Challenge::getType).toList());
        String hint =
                authorization.isWildcard() ? "; a wildcard takes dns-01: set 'provider', or 'challenge dns-01'" : "";
        throw OrderFault.dead(
                "proof: " + authority.host() + " offers " + (offers.isEmpty() ? "nothing" : offers) + " for " + name
                        + ", and the configuration allows "
                        + String.join(
                                ", ",
                                wanted.kinds().stream().map(ChallengeKind::word).toList()) + hint,
                null);
    }

    private static String name(Authorization authorization) {
        String value = authorization.getIdentifier().getValue().toLowerCase(Locale.ROOT);
        return authorization.isWildcard() ? "*." + value : value;
    }

    private Proof proof(Authorization authorization, Challenge challenge, @Nullable DnsProvider provider)
            throws OrderFault {
        String domain = name(authorization);
        Answer answer = switch (challenge) {
            case Http01Challenge http -> Answers.http(http, wanted.section(), tools);
            case TlsAlpn01Challenge alpn -> Answers.alpn(alpn, authorization.getIdentifier(), tools);
            case Dns01Challenge dns -> new Answers.Txt(dns, domain, provider, tools, journal);
            default -> throw new IllegalStateException(challenge.getType());
        };
        return new Proof(authorization, challenge, answer, domain);
    }

    /** All at once, but for a provider that cannot hold two values of one name. */
    private static List<List<Proof>> rounds(List<Proof> open, @Nullable DnsProvider provider) {
        List<List<Proof>> rounds = new ArrayList<>();
        boolean one = provider != null && provider.holdsOneValue();
        for (Proof proof : open) {
            List<Proof> home = null;
            for (List<Proof> round : rounds) {
                if (!one
                        || !(proof.answer instanceof Answers.Txt txt)
                        || !names(round).contains(txt.record().name())) {
                    home = round;
                    break;
                }
            }
            if (home == null) {
                home = new ArrayList<>();
                rounds.add(home);
            }
            home.add(proof);
        }
        return rounds;
    }

    private static Set<String> names(List<Proof> round) {
        Set<String> names = new HashSet<>();
        records(round).forEach(record -> names.add(record.name()));
        return names;
    }

    private static List<TxtRecord> records(List<Proof> round) {
        List<TxtRecord> records = new ArrayList<>();
        for (Proof proof : round) {
            if (proof.answer instanceof Answers.Txt txt) {
                records.add(txt.record());
            }
        }
        return records;
    }

    /** Before anything is set: whoever comes after a crash has to know what to remove. */
    private void remember(List<Proof> round) throws StoreFault {
        Progress.Pending pending = journal.pending();
        List<TxtRecord> records = records(round);
        if (pending != null && !pending.records().equals(records)) {
            journal.pending(pending.withRecords(records));
        }
    }

    private void forget() throws StoreFault {
        Progress.Pending pending = journal.pending();
        if (pending != null && !pending.records().isEmpty()) {
            journal.pending(pending.withRecords(List.of()));
        }
    }

    /** For programs that set records themselves: the words of HAProxy's sink (manual section 12.7). */
    private void tell(Proof proof) {
        if (proof.answer instanceof Answers.Txt txt) {
            journal.event("dns-01-record \"" + txt.record().value() + "\" domain " + proof.domain);
        }
    }

    private void settle(List<TxtRecord> records, @Nullable DnsProvider provider, List<Proof> round)
            throws OrderFault, StoreFault, InterruptedException {
        if (records.isEmpty()) {
            return;
        }
        List<String> waits = waits(provider);
        if (waits.contains("cli")) {
            Instant latest = Instant.now().plus(HUMAN_PATIENCE);
            for (Proof proof : round) {
                Instant expires = proof.authorization.getExpires().orElse(latest);
                latest = expires.isBefore(latest) ? expires : latest;
            }
            // Nobody has to say what can be seen.
            journal.awaitReady(records, latest, all -> tools.dns().visible(all));
        }
        if (waits.contains("delay")) {
            Duration delay = wanted.section().dnsDelay() == null
                    ? Duration.ofSeconds(30)
                    : wanted.section().dnsDelay();
            journal.step("waiting " + delay.toSeconds() + " seconds for DNS ('dns-delay')");
            Thread.sleep(delay.toMillis());
        }
        if (waits.contains("dns")) {
            journal.step("waiting until every server of the zone has the record");
            tools.dns().awaitVisible(wanted.section(), records, journal);
        }
    }

    /** {@code challenge-ready}; where it is not set, somebody who sets records by hand is waited for all the same. */
    private List<String> waits(@Nullable DnsProvider provider) {
        List<String> words = wanted.section().challengeReady();
        return words.isEmpty() && provider != null && provider.byHand() ? List.of("cli") : words;
    }
}
