package dev.lintel.compile;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.model.BindSpec;
import dev.lintel.model.BindTlsSpec;
import dev.lintel.model.CertificateSpec;
import dev.lintel.model.Config;
import dev.lintel.model.FrontendSpec;
import dev.lintel.model.GlobalSpec;
import dev.lintel.model.TlsGlobalSpec;
import dev.lintel.model.TlsPolicySpec;
import dev.lintel.tls.BindTls;
import dev.lintel.tls.CertStore;
import dev.lintel.tls.Certificate;
import dev.lintel.tls.CertificateFault;
import dev.lintel.tls.CertificateFiles;
import dev.lintel.tls.CertificateNotes;
import dev.lintel.tls.Challenges;
import dev.lintel.tls.IssuerFolder;
import dev.lintel.tls.LiveCertificate;
import dev.lintel.tls.Temporary;
import dev.lintel.tls.TlsPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads the certificates of a configuration and prepares its TLS binds. A certificate whose files have not changed since they were read
 * is not read again, so that a reload with ten thousand of them costs a look at each file.
 */
final class TlsAssembly {
    private final CertStore store;
    private final Problems problems;
    private final CertStore.Draft draft;
    private final Map<String, LiveCertificate> live = new LinkedHashMap<>();
    private final Map<LiveCertificate, CertStore.Content> contents = new LinkedHashMap<>();
    private final List<Runnable> settled = new ArrayList<>();
    private final Map<BindSpec, BindTls> binds = new IdentityHashMap<>();
    private IssuerFolder issuers = IssuerFolder.NONE;

    TlsAssembly(CertStore store, Challenges challenges, Problems problems, TlsGlobalSpec global) {
        this.store = store;
        this.problems = problems;
        this.draft = store.draft(challenges, new TlsPolicy.Sessions(global.sessionCache(), global.sessionSeconds()));
    }

    /** What a file held, or why it could not be read; {@code kept} is what goes on, as nothing had to be read. */
    private record Read(
            CertificateSpec spec,
            CertificateFiles.@Nullable Stamp stamp,
            @Nullable Certificate certificate,
            @Nullable Certificate kept,
            @Nullable String fault) {}

    /** Problems are told; what is returned is complete where there are none. */
    Map<BindSpec, BindTls> assemble(Config config) {
        Map<String, CertificateSpec> wanted = new LinkedHashMap<>();
        for (CertificateSpec spec : config.global().tls().stores()) {
            wanted.putIfAbsent(spec.name(), spec);
        }
        for (FrontendSpec frontend : config.frontends()) {
            for (BindSpec bind : frontend.binds()) {
                if (bind.tls() != null) {
                    bind.tls()
                            .uses()
                            .forEach(use -> wanted.putIfAbsent(use.certificate().name(), use.certificate()));
                }
            }
        }
        issuers(config.global());
        load(wanted);
        for (FrontendSpec frontend : config.frontends()) {
            for (BindSpec bind : frontend.binds()) {
                if (bind.tls() != null) {
                    policies(bind.tls());
                }
            }
        }
        for (FrontendSpec frontend : config.frontends()) {
            for (BindSpec bind : frontend.binds()) {
                if (bind.tls() != null && !problems.hasErrors()) {
                    bind(bind, bind.tls());
                }
            }
        }
        return binds;
    }

    private void issuers(GlobalSpec global) {
        String folder = global.tls().issuersChainPath();
        if (folder == null) {
            return;
        }
        try {
            issuers = IssuerFolder.read(folder);
        } catch (CertificateFault e) {
            problems.error(global.pos(), e.getMessage());
        }
    }

    /** What is wrong with files of authorities and the like is told of every line at once. */
    private void policies(BindTlsSpec tls) {
        Map<TlsPolicySpec, Pos> said = new LinkedHashMap<>();
        said.put(tls.policy(), tls.pos());
        for (BindTlsSpec.Use use : tls.uses()) {
            said.putIfAbsent(
                    use.policy(),
                    use.listed() == null ? tls.pos() : use.listed().pos());
        }
        said.forEach((policy, pos) -> {
            try {
                draft.context(policy);
            } catch (CertificateFault e) {
                problems.error(pos, e.getMessage());
            }
        });
    }

    private void bind(BindSpec bind, BindTlsSpec tls) {
        try {
            binds.put(bind, draft.bind(tls, spec -> live.get(spec.name())));
        } catch (CertificateFault e) {
            problems.error(tls.pos(), e.getMessage());
        }
    }

    /** Files are read by as many threads as there are cores: most of the work is arithmetic. */
    private void load(Map<String, CertificateSpec> wanted) {
        List<Future<Read>> reading = new ArrayList<>();
        try (ExecutorService readers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (CertificateSpec spec : wanted.values()) {
                reading.add(readers.submit(() -> read(spec)));
            }
            for (Future<Read> each : reading) {
                take(each.get());
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("certificates cannot be read", e);
        }
    }

    private Read read(CertificateSpec spec) {
        LiveCertificate known = store.find(spec.name());
        Certificate kept = known == null ? null : known.current();
        if (isStillToCome(spec)) {
            return new Read(spec, null, kept == null ? Temporary.certificate() : issuers.complete(kept), kept, null);
        }
        CertificateFiles.Stamp stamp = CertificateFiles.stamp(spec);
        if (known != null && known.spec().readsLike(spec) && stamp.equals(known.stamp())) {
            return new Read(spec, stamp, issuers.complete(kept), kept, null);
        }
        try {
            return new Read(spec, stamp, CertificateFiles.load(spec, issuers), null, null);
        } catch (CertificateFault e) {
            return new Read(spec, null, null, null, e.getMessage());
        }
    }

    /** A certificate that is ordered need not have a file yet (HAProxy manual, section 12.7.1, {@code acme}). */
    private static boolean isStillToCome(CertificateSpec spec) {
        return spec.crt() == null || spec.acme() != null && !Files.exists(Path.of(spec.crt()));
    }

    private void take(Read read) {
        CertificateSpec spec = read.spec();
        if (read.certificate() == null) {
            problems.error(spec.pos(), String.valueOf(read.fault()));
            return;
        }
        for (String note : CertificateNotes.of(read.certificate(), Instant.now())) {
            problems.note(spec.pos(), "the certificate '" + spec.name() + "' " + note);
        }
        LiveCertificate known = store.find(spec.name());
        LiveCertificate certificate = known == null ? new LiveCertificate(spec, read.certificate()) : known;
        live.put(spec.name(), certificate);
        contents.put(certificate, new CertStore.Content(read.certificate(), read.kept()));
        settled.add(() -> certificate.settle(spec, read.stamp()));
    }

    /** Puts it into force. */
    void commit() {
        settled.forEach(Runnable::run);
        draft.install(contents, issuers);
    }
}
