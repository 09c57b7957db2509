package dev.lintel.acme;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.exception.AcmeException;

/** Proves control of every name of an order: sets the answers, waits until they can be seen, tells the CA, and takes them away again. */
final class Proving {
    private static final Duration HUMAN_PATIENCE = Duration.ofDays(7);
    /** Less than whoever stops an order waits for it. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(4);

    private final CertificateOrder.Wanted wanted;
    private final String account;
    private final OrderTools tools;
    private final Journal journal;
    private final Authority authority;
    private final Polling polling;

    /** @param account its URL at the CA */
    Proving(
            CertificateOrder.Wanted wanted,
            String account,
            OrderTools tools,
            Journal journal,
            Authority authority,
            Polling polling) {
        this.wanted = wanted;
        this.account = account;
        this.tools = tools;
        this.journal = journal;
        this.authority = authority;
        this.polling = polling;
    }

    /** One name with the challenge that was chosen for it. */
    private record Proof(Authorization authorization, Challenge challenge, Answer answer, String domain) {}

    void prove(List<Authorization> authorizations) throws AcmeException, OrderFault, StoreFault, InterruptedException {
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
            if (provider == null && (challenge instanceof Dns01Challenge || isStanding(challenge))) {
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
        boolean stopped = false;
        try {
            remember(round, provider);
            for (Proof proof : round) {
                journal.step("setting the answer for " + proof.domain + " (" + proof.challenge.getType() + ")");
                proof.answer.present();
            }
            settle(questions(round), provider, round);
            for (Proof proof : round) {
                // One that the CA looks at already must not be told again.
                if (proof.challenge.getStatus() == Status.PENDING) {
                    journal.proving();
                    proof.challenge.trigger();
                }
            }
            for (Proof proof : round) {
                journal.step("waiting until " + authority.host() + " has verified " + proof.domain + " by "
                        + proof.challenge.getType());
                polling.await(proof.authorization, "proof", Status.VALID);
            }
        } catch (InterruptedException stop) {
            stopped = true;
            throw stop;
        } catch (AcmeException | OrderFault | StoreFault | RuntimeException e) {
            stopped = isStop(e);
            if (stopped) {
                throw new InterruptedException();
            }
            throw e;
        } finally {
            // The order goes on after the restart, and with it what a human has set.
            if (!stopped || provider == null || !provider.byHand()) {
                takeAway(round, stopped);
            }
        }
    }

    /** Whoever waits for a provider or a CA meanwhile hears of a stop as a fault of theirs. */
    private static boolean isStop(Exception e) {
        boolean stop = Thread.currentThread().isInterrupted();
        for (Throwable cause = e; cause != null && !stop; cause = cause.getCause()) {
            stop = cause instanceof InterruptedException;
        }
        return stop;
    }

    /** Removes the answers; in an order that is being stopped only for a moment, and the next start removes the rest. */
    private void takeAway(List<Proof> round, boolean stopped) throws StoreFault {
        // With the interrupt pending every call to a provider and every write would fail at once.
        boolean interrupted = Thread.interrupted();
        try {
            Set<TxtRecord> gone = ConcurrentHashMap.newKeySet();
            List<Proof> records = new ArrayList<>();
            for (Proof proof : round) {
                if (proof.answer instanceof Answers.Txt) {
                    records.add(proof);
                } else {
                    proof.answer.remove();
                }
            }
            Runnable removal = () -> {
                for (Proof proof : records) {
                    if (proof.answer.remove() && proof.answer instanceof Answers.Txt txt) {
                        gone.add(txt.record());
                    }
                }
            };
            if (stopped && !records.isEmpty()) {
                Thread thread = Thread.ofVirtual().name("acme removal").start(removal);
                thread.join(LAST_MOMENT);
                thread.interrupt();
            } else {
                removal.run();
            }
            forget(gone);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
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
            default -> standing(authorization, challenge);
        };
        return new Proof(authorization, challenge, answer, domain);
    }

    private static boolean isStanding(Challenge challenge) {
        return challenge.getType().equals(ChallengeKind.DNS_PERSIST.word());
    }

    /** One record proves a name and its wildcards, where the order has both. */
    private Answer standing(Authorization authorization, Challenge challenge) throws OrderFault {
        if (!isStanding(challenge)) {
            throw new IllegalStateException(challenge.getType());
        }
        String domain = authorization.getIdentifier().getValue().toLowerCase(Locale.ROOT);
        boolean wildcard =
                authorization.isWildcard() || wanted.ordered().names().contains("*." + domain);
        StandingClaim claim = StandingClaim.of(challenge, account, wildcard);
        return new Answers.Stays(tools.dns().place(claim.record(domain)), claim);
    }

    /**
     * All at once, but for who cannot hold two values of one name. So it is with programs beside this one: what HAProxy's data plane API
     * sets takes the place of what was there, and its word names the domain, not the record.
     */
    private List<List<Proof>> rounds(List<Proof> open, @Nullable DnsProvider provider) {
        List<List<Proof>> rounds = new ArrayList<>();
        boolean program = wanted.section().providerName() != null;
        boolean one = provider != null && (provider.holdsOneValue() || provider.byHand() && program);
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

    /** Before anything is set: whoever comes after a crash has to know what to remove. What one before left goes now. */
    private void remember(List<Proof> round, @Nullable DnsProvider provider) throws StoreFault {
        Progress.Pending pending = journal.pending();
        if (pending == null) {
            return;
        }
        List<TxtRecord> records = records(round);
        List<TxtRecord> old = new ArrayList<>(pending.records());
        old.removeAll(records);
        if (!old.isEmpty() && provider != null) {
            old = DnsSteps.clean(provider, old, journal);
        }
        List<TxtRecord> all = new ArrayList<>(records);
        all.addAll(old);
        if (!pending.records().equals(all)) {
            journal.pending(pending.withRecords(all));
        }
    }

    private void forget(Set<TxtRecord> gone) throws StoreFault {
        Progress.Pending pending = journal.pending();
        if (pending != null && !gone.isEmpty()) {
            List<TxtRecord> left = new ArrayList<>(pending.records());
            left.removeAll(gone);
            journal.pending(pending.withRecords(left));
        }
    }

    private List<Question> questions(List<Proof> round) {
        List<Question> questions = new ArrayList<>();
        for (Proof proof : round) {
            if (proof.answer instanceof Answers.Txt txt && proof.challenge instanceof Dns01Challenge challenge) {
                questions.add(
                        new Question(txt.record(), Deploy.words(proof.authorization, challenge, wanted.section())));
            }
        }
        return questions;
    }

    private void settle(List<Question> questions, @Nullable DnsProvider provider, List<Proof> round)
            throws OrderFault, StoreFault, InterruptedException {
        Map<TxtRecord, StandingClaim> claims = new LinkedHashMap<>();
        for (Proof proof : round) {
            if (proof.answer instanceof Answers.Stays stays) {
                claims.put(stays.record(), stays.claim());
            }
        }
        if (!claims.isEmpty() && provider != null) {
            new Standing(wanted.section(), tools, journal).settle(claims, provider, patience(round));
        }
        if (questions.isEmpty()) {
            return;
        }
        List<TxtRecord> records = questions.stream().map(Question::record).toList();
        List<String> waits = waits(provider);
        if (waits.contains("cli")) {
            // Nobody has to say what can be seen.
            journal.awaitReady(questions, patience(round), all -> tools.dns().visible(all));
        } else if (provider != null && provider.byHand()) {
            questions.forEach(question -> journal.deploy(question.event()));
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

    /** Until when a human is waited for. */
    private static Instant patience(List<Proof> round) {
        Instant latest = Instant.now().plus(HUMAN_PATIENCE);
        for (Proof proof : round) {
            Instant expires = proof.authorization.getExpires().orElse(latest);
            latest = expires.isBefore(latest) ? expires : latest;
        }
        return latest;
    }

    /** {@code challenge-ready}; where it is not set, somebody who sets records by hand is waited for all the same. */
    private List<String> waits(@Nullable DnsProvider provider) {
        List<String> words = wanted.section().challengeReady();
        return words.isEmpty() && provider != null && provider.byHand() ? List.of("cli") : words;
    }
}
