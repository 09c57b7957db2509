package dev.lintel.admin;

import dev.lintel.model.CertificateSpec;
import dev.lintel.tls.Certificate;
import dev.lintel.tls.LiveCertificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Commands about the certificates in memory (management manual, section 9.3, {@code show ssl cert} and its like). */
final class CertificateCommands {
    static final List<Command> ROWS = List.of(
            Command.operator(
                    "show ssl cert",
                    "[<certfile>]",
                    "list the certificates in memory, or tell of one",
                    CertificateCommands::show),
            Command.admin(
                    "dump ssl cert",
                    "<certfile>",
                    "write a certificate with its key in PEM",
                    CertificateCommands::dump),
            Command.admin(
                    "new ssl cert",
                    "<certfile>",
                    "make an empty certificate store",
                    call -> named(call, "'new ssl cert' expects a filename", CertificateChanges::create)),
            Command.admin(
                    "set ssl cert",
                    "<certfile> <payload>",
                    "prepare another content of a certificate",
                    CertificateCommands::set),
            Command.admin(
                    "commit ssl cert",
                    "<certfile>",
                    "serve what was prepared, at every bind",
                    call -> named(call, "'commit ssl cert' expects a filename", CertificateChanges::commit)),
            Command.admin(
                    "abort ssl cert",
                    "<certfile>",
                    "drop what was prepared",
                    call -> named(call, "'abort ssl cert' expects a filename", CertificateChanges::abort)),
            Command.admin(
                    "del ssl cert",
                    "<certfile>",
                    "remove a certificate store that no bind uses",
                    call -> named(call, "'del ssl cert' expects a certificate name", CertificateChanges::delete)),
            Command.admin(
                    "show ssl ocsp-response",
                    "[base64 <certid|certfile>]",
                    "list the answers that are stapled, or write one",
                    CertificateCommands::ocsp));

    private CertificateCommands() {}

    private static void show(Call call) {
        CertificateChanges changes = call.running().certificates();
        String name = call.argument(0);
        if (name.isEmpty()) {
            list(call, changes);
            return;
        }
        boolean prepared = name.startsWith("*");
        String plain = prepared ? name.substring(1) : name;
        if (call.count() > 1 || !changes.knows(plain) || prepared && !plain.equals(changes.transaction())) {
            call.error("Can't display the certificate: Not found or the certificate is a bundle!");
            return;
        }
        LiveCertificate live = changes.store().find(plain);
        Certificate now = changes.current(plain);
        call.line("Filename: " + name);
        if (live != null) {
            files(call, live.spec());
        }
        call.line("Option: ocsp-update " + (live != null && live.spec().ocspUpdate() ? "on" : "off"));
        call.line("Option: jwt off");
        String status = prepared
                ? "Uncommitted"
                : live != null && changes.uses(live) > 0 ? "Used" : now == null ? "Empty" : "Unused";
        call.line("Status: " + status);
        contents(call, prepared ? null : now, prepared ? changes.pendingChain() : now == null ? null : now.chain());
    }

    private static void contents(Call call, @Nullable Certificate now, @Nullable List<X509Certificate> chain) {
        if (chain != null) {
            call.print(CertificateText.describe(chain.getFirst()));
            call.print(CertificateText.describeChain(chain));
        }
        CertificateText.OcspId id = now == null || now.ocsp() == null ? null : CertificateText.ocspId(now);
        call.line("OCSP Response Key: " + (id == null ? "" : id.hex()));
    }

    private static void files(Call call, CertificateSpec spec) {
        file(call, "Crt filename: ", spec.crt());
        file(call, "Key filename: ", spec.key() != null ? spec.key() : spec.crt());
        file(call, "OCSP filename: ", spec.ocsp());
        file(call, "Issuer filename: ", spec.issuer());
        file(call, "SCTL filename: ", spec.sctl());
        file(call, "Acme section: ", spec.acme());
    }

    private static void file(Call call, String label, @Nullable String name) {
        if (name != null) {
            call.line(label + name);
        }
    }

    private static void list(Call call, CertificateChanges changes) {
        String transaction = changes.transaction();
        if (transaction != null) {
            call.line("# transaction").line("*" + transaction);
        }
        call.line("# filename");
        Set<String> names = new TreeSet<>(changes.unused().keySet());
        changes.store().all().forEach(live -> names.add(live.name()));
        names.forEach(call::line);
    }

    private static void dump(Call call) {
        Certificate certificate = call.running().certificates().current(call.argument(0));
        if (certificate == null) {
            call.error("Can't display the certificate: Not found or the certificate is a bundle!");
        } else {
            call.print(CertificateText.pem(certificate));
        }
    }

    private static void set(Call call) {
        String payload = call.payload();
        if (call.count() == 0 || payload == null || payload.isBlank()) {
            call.error("'set ssl cert' expects a filename and a certificate as a payload");
            return;
        }
        answer(call, call.running().certificates().set(call.argument(0), payload));
    }

    private static void named(
            Call call, String usage, BiFunction<CertificateChanges, String, CertificateChanges.Outcome> change) {
        if (call.count() == 0) {
            call.error(usage);
            return;
        }
        answer(call, change.apply(call.running().certificates(), call.argument(0)));
    }

    private static void answer(Call call, CertificateChanges.Outcome outcome) {
        call.say(outcome.done() ? Severity.NOTICE : Severity.ERR, outcome.said());
    }

    private static void ocsp(Call call) {
        boolean base64 = call.argument(0).equals("base64");
        String wanted = call.argument(base64 || call.argument(0).equals("text") ? 1 : 0);
        for (LiveCertificate live : call.running().certificates().store().all()) {
            Certificate now = live.current();
            CertificateText.OcspId id = now.ocsp() == null ? null : CertificateText.ocspId(now);
            if (id != null && List.of(live.name(), id.hex()).contains(wanted)) {
                if (base64) {
                    call.line(Base64.getEncoder().encodeToString(now.ocsp().der()));
                } else {
                    call.error("answers are written as base64 only: show ssl ocsp-response base64 " + wanted
                            + " (and read with: openssl ocsp -respin FILE -text)");
                }
                return;
            }
            if (id != null && call.count() == 0) {
                call.line("# Certificate IDs").line("  Certificate ID key : " + id.hex());
                call.line("  Certificate path : " + live.name()).print(id.lines());
            }
        }
        if (call.count() > 0) {
            call.error("'show ssl ocsp-response' expects a valid certid or certificate path.");
        }
    }
}
