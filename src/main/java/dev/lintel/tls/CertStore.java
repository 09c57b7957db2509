package dev.lintel.tls;

import dev.lintel.model.BindTlsSpec;
import dev.lintel.model.CertificateSpec;
import dev.lintel.model.TlsPolicySpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of the process and the binds that serve them. Changed by the control plane, one change at a time; handshakes read only
 * what {@link BindTls} published last.
 */
public final class CertStore {
    private final SystemKeys keys = new SystemKeys();
    private volatile Map<String, LiveCertificate> certificates = Map.of();
    private List<BindTls> binds = List.of();
    private volatile Map<TlsPolicySpec, Tickets> tickets = Map.of();
    private volatile IssuerFolder issuers = IssuerFolder.NONE;

    /** By the name of its spec, or null. */
    public @Nullable LiveCertificate find(String name) {
        return certificates.get(name);
    }

    /** What completes chains under the configuration in force. */
    public IssuerFolder issuers() {
        return issuers;
    }

    /** In the order of the configuration. */
    public Collection<LiveCertificate> all() {
        return certificates.values();
    }

    public synchronized List<BindTls> binds() {
        return binds;
    }

    /** A change of configuration that is being prepared; nothing of it is in force before {@link #install}. */
    public Draft draft(Challenges challenges, TlsPolicy.Sessions sessions) {
        return new Draft(challenges, sessions);
    }

    /** Makes contexts and binds; owned by the thread that compiles. */
    public final class Draft {
        private final Challenges challenges;
        private final TlsPolicy.Sessions sessions;
        private final Map<TlsPolicySpec, TlsPolicy> contexts = new HashMap<>();
        private final List<BindTls> drafted = new ArrayList<>();

        private Draft(Challenges challenges, TlsPolicy.Sessions sessions) {
            this.challenges = challenges;
            this.sessions = sessions;
        }

        /** One context for all that have the same policy. */
        public TlsPolicy context(TlsPolicySpec policy) throws CertificateFault {
            TlsPolicy context = contexts.get(policy);
            if (context == null) {
                context = TlsPolicy.of(policy, keys, tickets(policy), sessions);
                contexts.put(policy, context);
            }
            return context;
        }

        private Tickets tickets(TlsPolicySpec policy) throws CertificateFault {
            if (policy.ticketKeysFile() != null) {
                return new Tickets(TicketFile.read(policy.ticketKeysFile()));
            }
            Tickets known = tickets.get(policy);
            return known == null ? new Tickets() : known;
        }

        /** @param find the live certificate of a spec */
        public BindTls bind(BindTlsSpec spec, Function<CertificateSpec, LiveCertificate> find) throws CertificateFault {
            List<BindTls.Use> uses = new ArrayList<>();
            for (BindTlsSpec.Use use : spec.uses()) {
                uses.add(new BindTls.Use(find.apply(use.certificate()), use, context(use.policy())));
            }
            TlsPolicy challenge = context(spec.policy().forChallenges(Challenges.ACME_TLS));
            BindTls bind = new BindTls(
                    uses, spec.strictSni(), spec.strictHost(), context(spec.policy()), challenge, challenges);
            drafted.add(bind);
            return bind;
        }

        /** Puts it into force, with what completes chains from now on. */
        public void install(Map<LiveCertificate, Content> contents, IssuerFolder completing) {
            CertStore.this.install(contents, completing, drafted, contexts);
        }
    }

    /**
     * What a certificate shall hold.
     *
     * @param kept what served when it was decided to go on with it; what somebody has put in its place since then stays. Null: it goes
     */
    public record Content(Certificate next, @Nullable Certificate kept) {}

    /** A configuration comes into force: what it names, and in what state. */
    private synchronized void install(
            Map<LiveCertificate, Content> contents,
            IssuerFolder completing,
            List<BindTls> next,
            Map<TlsPolicySpec, TlsPolicy> contexts) {
        issuers = completing;
        Map<TlsPolicySpec, Tickets> kept = new HashMap<>();
        contexts.forEach((policy, context) -> kept.put(policy, context.tickets()));
        tickets = kept;
        Map<String, LiveCertificate> named = new LinkedHashMap<>();
        contents.forEach((live, content) -> {
            named.put(live.name(), live);
            boolean swapped = content.kept() != null && content.kept() != live.current();
            live.current(completing.complete(swapped ? live.current() : content.next()));
        });
        certificates = named;
        binds = List.copyOf(next);
        publish();
    }

    /** From now on every bind serves this one. */
    public synchronized void swap(LiveCertificate live, Certificate next) {
        live.current(issuers.complete(next));
        publish();
    }

    /** Serves one more certificate at a bind, by the bind's own policy. The next configuration does not know of it. */
    public synchronized void add(BindTls bind, LiveCertificate live, BindTlsSpec.Use use) {
        Map<String, LiveCertificate> named = new LinkedHashMap<>(certificates);
        named.putIfAbsent(live.name(), live);
        certificates = named;
        List<BindTls.Use> uses = new ArrayList<>(bind.uses());
        uses.add(new BindTls.Use(live, use, bind.fallback()));
        bind.uses(uses);
        publish();
    }

    /** Serves a certificate at a bind no more; it stays in memory. */
    public synchronized void remove(BindTls bind, BindTls.Use use) {
        List<BindTls.Use> uses = new ArrayList<>(bind.uses());
        uses.remove(use);
        bind.uses(uses);
        publish();
    }

    /** Forgets a certificate that no bind uses. */
    public synchronized void forget(LiveCertificate live) {
        Map<String, LiveCertificate> named = new LinkedHashMap<>(certificates);
        named.remove(live.name());
        certificates = named;
        publish();
    }

    private void publish() {
        List<Certificate> inForce = new ArrayList<>();
        certificates.values().forEach(live -> inForce.add(live.current()));
        keys.keep(inForce);
        binds.forEach(BindTls::publish);
    }
}
