package dev.lintel.admin;

import dev.lintel.model.BindTlsSpec;
import dev.lintel.model.TlsPolicySpec;
import dev.lintel.tls.CertificateFault;
import dev.lintel.tls.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Commands about whom clients' certificates are trusted by (management manual, section 9.3, {@code show ssl ca-file} and its like). */
final class AuthorityCommands {
    static final List<Command> ROWS = List.of(
            Command.operator(
                    "show ssl ca-file",
                    "[<cafile>[:<index>]]",
                    "list the files of authorities, or tell of one",
                    AuthorityCommands::authorities),
            Command.operator(
                    "show ssl crl-file", "", "list the files of revoked certificates", AuthorityCommands::revocations),
            Command.admin("show tls-keys", "", "list the files of ticket keys", AuthorityCommands::ticketKeys));

    private AuthorityCommands() {}

    private static void authorities(Call call) {
        Set<String> files = files(call, policy -> Stream.of(policy.caFile(), policy.caVerifyFile()));
        if (call.count() == 0) {
            call.line("# filename");
            for (String file : files) {
                List<X509Certificate> all = read(file);
                call.line(file + " - " + (all == null ? 0 : all.size()) + " certificate(s)");
            }
            return;
        }
        String name = call.argument(0);
        int colon = name.lastIndexOf(':');
        boolean one = colon >= 0 && name.substring(colon + 1).matches("[0-9]{1,6}");
        String file = one ? name.substring(0, colon) : name;
        List<X509Certificate> all = files.contains(file) ? read(file) : null;
        if (all == null) {
            call.error("Can't display the CA file : Not found!");
            return;
        }
        int only = one ? Integer.parseInt(name.substring(colon + 1)) : 0;
        if (only > all.size()) {
            return;
        }
        call.line("Filename: " + file).line("Status: Used");
        for (int i = 1; i <= all.size(); i++) {
            if (only == 0 || only == i) {
                call.line(" ").line("Certificate #" + i + ":").print(CertificateText.describe(all.get(i - 1)));
            }
        }
    }

    private static void revocations(Call call) {
        call.line("# filename");
        files(call, policy -> Stream.of(policy.crlFile())).forEach(call::line);
    }

    /** Keys that nobody gave are made and changed here, and nobody gets to see them. */
    private static void ticketKeys(Call call) {
        call.line("# id (file)");
        int id = 0;
        for (String file : files(call, policy -> Stream.of(policy.ticketKeysFile()))) {
            call.line(id++ + " (" + file + ")");
        }
    }

    private static Set<String> files(Call call, Function<TlsPolicySpec, Stream<@Nullable String>> names) {
        Set<String> files = new TreeSet<>();
        call.running().config().frontends().stream()
                .flatMap(frontend -> frontend.binds().stream())
                .filter(bind -> bind.tls() != null)
                .flatMap(bind -> policies(bind.tls()))
                .flatMap(names)
                .filter(name -> name != null)
                .forEach(files::add);
        return files;
    }

    private static Stream<TlsPolicySpec> policies(BindTlsSpec tls) {
        return Stream.concat(Stream.of(tls.policy()), tls.uses().stream().map(BindTlsSpec.Use::policy));
    }

    /** As the file is now; null where it cannot be read any more. */
    private static @Nullable List<X509Certificate> read(String file) {
        try {
            return Pem.certificates(Files.readAllBytes(Path.of(file)));
        } catch (IOException | CertificateFault e) {
            return null;
        }
    }
}
