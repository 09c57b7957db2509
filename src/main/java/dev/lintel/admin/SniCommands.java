package dev.lintel.admin;

import dev.lintel.model.BindTlsSpec;
import dev.lintel.tls.BindTls;
import dev.lintel.tls.Certificate;
import dev.lintel.tls.LiveCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code show ssl sni}: which name is served by which certificate at which bind (management manual, section 9.3). */
final class SniCommands {
    static final List<Command> ROWS = List.of(Command.user(
            "show ssl sni",
            "[-f <frontend>] [-A] [-t <offset>]",
            "list the names that are served, with their certificates",
            SniCommands::show));

    private SniCommands() {}

    /** What the options ask for. */
    private static final class Filter {
        private String frontend = "";
        private boolean expired;
        private Duration offset = Duration.ZERO;

        boolean wants(Certificate certificate) {
            Instant until = Instant.now().plus(offset);
            return !expired || certificate.leaf().getNotAfter().toInstant().isBefore(until);
        }
    }

    /** One name at one bind. */
    private record Row(String name, String excluded, String file, Certificate certificate) {
        /** Full names first, then {@code *}, then wildcards. */
        int rank() {
            return name.equals("*") ? 1 : name.startsWith("*") ? 2 : 0;
        }

        String line(String place) {
            String type = certificate.isEcdsa() ? "ecdsa" : certificate.isRsa() ? "rsa" : "dsa";
            return String.join(
                    "\t",
                    place,
                    name,
                    excluded,
                    type,
                    file,
                    CertificateText.date(certificate.leaf().getNotAfter().toInstant()),
                    CertificateText.date(certificate.leaf().getNotBefore().toInstant()));
        }
    }

    private static void show(Call call) {
        Filter filter = filter(call);
        if (filter == null) {
            return;
        }
        call.line("# Frontend/Bind\tSNI\tNegative Filter\tType\tFilename\tNotAfter\tNotBefore");
        for (CrtLists.Bind bind : CrtLists.binds(call.running())) {
            String frontend = bind.frontend().name();
            if (filter.frontend.isEmpty() || filter.frontend.equals(frontend)) {
                rows(bind.tls(), filter).forEach(row -> call.line(row.line(frontend + "/" + bind.place())));
            }
        }
    }

    private static @Nullable Filter filter(Call call) {
        Filter filter = new Filter();
        for (int i = 0; i < call.count(); i++) {
            switch (call.argument(i)) {
                case "-A" -> filter.expired = true;
                case "-f" -> {
                    filter.frontend = call.argument(++i);
                    if (filter.frontend.isEmpty()) {
                        call.error("'-f' requires a frontend name!");
                        return null;
                    }
                }
                case "-t" -> {
                    String offset = call.argument(++i);
                    if (!offset(filter, offset)) {
                        call.error(
                                offset.isEmpty()
                                        ? "'-t' requires an offset argument!"
                                        : "'-t " + offset + "' : expects seconds, or a number with s, m, h or d");
                        return null;
                    }
                }
                default -> {
                    call.error("Invalid parameters, 'show ssl sni' only supports '-f', '-A' or '-t' options!");
                    return null;
                }
            }
        }
        return filter;
    }

    private static boolean offset(Filter filter, String text) {
        if (!text.matches("[0-9]{1,9}[smhd]?")) {
            return false;
        }
        char unit = text.charAt(text.length() - 1);
        int digits = Character.isDigit(unit) ? text.length() : text.length() - 1;
        filter.offset = Duration.ofSeconds(Long.parseLong(text.substring(0, digits))
                * switch (unit) {
                    case 'm' -> 60;
                    case 'h' -> 3600;
                    case 'd' -> 86400;
                    default -> 1;
                });
        return true;
    }

    private static List<Row> rows(BindTls bind, Filter filter) {
        List<Row> rows = new ArrayList<>();
        List<BindTls.Use> uses = bind.uses();
        boolean anyDefault = uses.stream().anyMatch(use -> use.spec().isDefault());
        for (BindTls.Use use : uses) {
            if (filter.wants(use.live().current())) {
                boolean isDefault = use.spec().isDefault() || !anyDefault && use == uses.getFirst();
                add(rows, use.spec(), use.live(), isDefault);
            }
        }
        rows.sort(Comparator.comparingInt(Row::rank).thenComparing(Row::name));
        return rows;
    }

    private static void add(List<Row> rows, BindTlsSpec.Use use, LiveCertificate live, boolean isDefault) {
        Certificate certificate = live.current();
        List<String> excluded =
                use.filters().stream().filter(name -> name.startsWith("!")).toList();
        List<String> names =
                use.filters().stream().filter(name -> !name.startsWith("!")).toList();
        if (names.isEmpty()) {
            names = certificate.temporary() ? use.certificate().domains() : hosts(certificate);
        }
        for (String name : names) {
            boolean wild = name.startsWith("*.");
            if (!name.equals("*")) {
                String not = wild && !excluded.isEmpty() ? String.join(" ", excluded) + " " : "-";
                rows.add(new Row(name.toLowerCase(Locale.ROOT), not, live.name(), certificate));
            }
        }
        if (isDefault || names.contains("*")) {
            rows.add(new Row("*", "-", live.name(), certificate));
        }
    }

    /** No client asks for an address by name (RFC 6066 section 3). */
    private static List<String> hosts(Certificate certificate) {
        return certificate.names().stream()
                .filter(name -> name.indexOf(':') < 0 && !name.matches("[0-9.]+"))
                .toList();
    }
}
