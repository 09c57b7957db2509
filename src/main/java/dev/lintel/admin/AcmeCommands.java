package dev.lintel.admin;

import dev.lintel.tls.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Commands about certificates that renew themselves (management manual, section 9.3, {@code acme}). */
final class AcmeCommands {
    static final List<Command> ROWS = List.of(
            Command.admin("acme renew", "<certfile>", "order a certificate anew now", AcmeCommands::renew),
            Command.admin("acme status", "", "tell of the certificates that renew themselves", AcmeCommands::status),
            Command.admin(
                    "acme challenge_ready",
                    "<certfile> domain <domain>",
                    "tell that the DNS record of a challenge is set",
                    AcmeCommands::ready));

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private AcmeCommands() {}

    private static void renew(Call call) {
        AcmeControl acme = call.running().acme();
        String name = call.argument(0);
        if (name.isEmpty()) {
            call.error(": not enough parameters");
        } else if (!call.running().certificates().knows(name)) {
            call.error("Can't find the certificate '" + name + "'.");
        } else if (acme == null
                || acme.status().stream().noneMatch(row -> row.certificate().equals(name))) {
            call.error("No ACME configuration defined for file '" + name + "'.");
        } else {
            try {
                acme.renew(name);
            } catch (AcmeControl.Refusal busy) {
                call.error("Task already exists for '" + name + "' certificate.\nCan't start the ACME client.");
            }
        }
    }

    private static void status(Call call) {
        call.line(
                "# certificate\tsection\tstate\texpiration date (UTC)\texpires in\tscheduled date (UTC)\tscheduled in");
        AcmeControl acme = call.running().acme();
        if (acme == null) {
            return;
        }
        for (AcmeControl.Row row : acme.status()) {
            Instant end = end(call, row);
            call.line(String.join(
                    "\t",
                    row.certificate(),
                    row.section(),
                    row.state().word(),
                    time(end),
                    span(end),
                    time(row.next()),
                    row.next() == null ? "-" : span(row.next())));
        }
    }

    /** Of the temporary certificate where there is no other. */
    private static @Nullable Instant end(Call call, AcmeControl.Row row) {
        Certificate served =
                row.notAfter() != null ? null : call.running().certificates().current(row.certificate());
        return served == null ? row.notAfter() : served.leaf().getNotAfter().toInstant();
    }

    private static String time(@Nullable Instant at) {
        return at == null ? "-" : TIME.format(at);
    }

    /** What is over is due now. */
    private static String span(@Nullable Instant until) {
        long seconds =
                until == null ? 0 : Duration.between(Instant.now(), until).toSeconds();
        return Times.span(Math.max(seconds, 0));
    }

    private static void ready(Call call) {
        String certificate = call.argument(0);
        String domain = call.argument(2);
        if (!call.argument(1).equals("domain") || domain.isEmpty()) {
            call.error("Not enough parameters: \"acme challenge_ready <certfile> domain <domain>\"");
            return;
        }
        AcmeControl acme = call.running().acme();
        AcmeControl.Ready ready = ready(acme, certificate, domain);
        if (ready == null) {
            call.error("Couldn't find an ACME task using crt \"" + certificate + "\" and dns \"" + domain
                    + "\" to set as ready!");
        } else if (ready.set() == 0) {
            call.error("ACME challenge for crt \"" + certificate + "\" and dns \"" + domain + "\" was already READY !");
        } else {
            call.info(ready.set() + " '" + domain + "' challenge(s) ready! "
                    + (ready.left() == 0
                            ? "All challenges ready, starting challenges validation!"
                            : "Remaining challenges to deploy: " + ready.left()));
        }
    }

    /** Null where nobody waits for that. */
    private static AcmeControl.@Nullable Ready ready(@Nullable AcmeControl acme, String certificate, String domain) {
        try {
            return acme == null ? null : acme.challengeReady(certificate, domain);
        } catch (AcmeControl.Refusal refusal) {
            return null;
        }
    }
}
