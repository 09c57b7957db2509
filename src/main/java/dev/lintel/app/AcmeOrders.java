package dev.lintel.app;

import dev.lintel.admin.AcmeControl;
import dev.lintel.admin.AcmeControl.Row;
import dev.lintel.admin.AcmeControl.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Obeys {@code lintel acme} inside the running program: tables and sentences for people. Any thread. */
final class AcmeOrders {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final List<String> COLUMNS = List.of("CERTIFICATE", "STATE", "ENDS", "NEXT", "NAMES");
    /** So many names tell which certificate it is; all of them stand in {@code show}. */
    private static final int NAMES = 3;

    private final AcmeControl acme;
    private final Instant now;
    private final ZoneId zone;

    AcmeOrders(AcmeControl acme, Instant now, ZoneId zone) {
        this.acme = acme;
        this.now = now;
        this.zone = zone;
    }

    /** Obeys what came over the control socket. */
    static Program.Outcome obey(@Nullable AcmeControl acme, String order) {
        if (acme == null) {
            return new Program.Outcome(
                    false, "no certificate renews itself: the configuration has no 'acme' section\n");
        }
        List<String> words = List.of(order.split(AcmeCommand.BETWEEN));
        return new AcmeOrders(acme, Instant.now(), ZoneId.systemDefault()).obey(words.subList(1, words.size()));
    }

    /** @param words {@code status}, {@code show [NAME]}, {@code renew NAME} or {@code ready NAME DOMAIN} */
    Program.Outcome obey(List<String> words) {
        String name = words.size() > 1 ? words.get(1) : "";
        return switch (words.getFirst()) {
            case "renew" -> renew(name);
            case "ready" -> ready(name, words.get(2));
            case "show" -> show(name);
            default -> new Program.Outcome(true, status());
        };
    }

    private Program.Outcome renew(String name) {
        try {
            acme.renew(name);
            return new Program.Outcome(true, "ordering '" + name + "' now; 'lintel acme' tells how it goes\n");
        } catch (AcmeControl.Refusal refusal) {
            return new Program.Outcome(false, refusal.getMessage() + "\n");
        }
    }

    private Program.Outcome ready(String name, String domain) {
        try {
            int left = acme.challengeReady(name, domain).left();
            return new Program.Outcome(
                    true,
                    left == 0
                            ? "all records of '" + name + "' are set: the authority is asked to look at them\n"
                            : left + (left == 1 ? " record" : " records") + " of '" + name + "' still to set\n"
                                    + waiting());
        } catch (AcmeControl.Refusal refusal) {
            return new Program.Outcome(false, refusal.getMessage() + "\n" + waiting());
        }
    }

    private Program.Outcome show(String name) {
        StringBuilder text = new StringBuilder();
        for (Row row : acme.status()) {
            if (name.isEmpty() || row.certificate().equals(name)) {
                text.append(text.isEmpty() ? "" : "\n")
                        .append(row.certificate())
                        .append('\n');
                detail(text, "section", row.section());
                detail(text, "names", String.join(", ", row.names()));
                detail(text, "state", row.state().word());
                detail(
                        text,
                        "ends",
                        time(
                                row.notAfter(),
                                "there is none yet; a temporary one is served, which clients do not trust"));
                detail(text, "next", time(row.next(), "-"));
                detail(text, row.failing() ? "failed" : "step", row.step());
                String problem = acme.problem(row.certificate());
                detail(text, "authority", problem == null ? "" : problem);
                append(text, row.certificate());
            }
        }
        boolean found = !text.isEmpty() || name.isEmpty();
        return new Program.Outcome(found, found ? text.toString() : unknown(name));
    }

    private String unknown(String name) {
        List<String> names = acme.status().stream().map(Row::certificate).toList();
        return "no certificate '" + name + "' renews itself"
                + (names.isEmpty() ? "" : "; there are: " + String.join(", ", names)) + "\n";
    }

    private static void detail(StringBuilder text, String label, String value) {
        if (!value.isEmpty()) {
            text.append("  ")
                    .append(pad(label, 10))
                    .append(value.strip().replace("\n", "\n" + " ".repeat(12)))
                    .append('\n');
        }
    }

    private String status() {
        List<Row> rows = acme.status();
        if (rows.isEmpty()) {
            return "no certificate renews itself: write 'acme' on a 'bind ... ssl' line, and an 'acme' section\n";
        }
        List<List<String>> cells = new ArrayList<>();
        cells.add(COLUMNS);
        for (Row row : rows) {
            cells.add(List.of(
                    row.certificate(),
                    row.failing() ? "failing" : row.state().word().toLowerCase(Locale.ROOT),
                    time(row.notAfter(), "-"),
                    time(row.next(), "-"),
                    names(row.names())));
        }
        int[] widths = new int[COLUMNS.size()];
        for (List<String> line : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < cells.size(); at++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(pad(cells.get(at).get(i), widths[i] + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
            String step =
                    at == 0 || waits(rows.get(at - 1)) ? "" : rows.get(at - 1).step();
            text.append(step.isEmpty() ? "" : "  " + step + "\n");
        }
        return text + waiting();
    }

    /** What it waits for is told below the table. */
    private boolean waits(Row row) {
        return acme.waiting().stream().anyMatch(record -> record.certificate().equals(row.certificate()));
    }

    private static String names(List<String> names) {
        return names.size() <= NAMES
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMES)) + " and " + (names.size() - NAMES) + " more";
    }

    /** Everything that somebody has to do, with the very command that goes on from there. */
    private String waiting() {
        StringBuilder text = new StringBuilder();
        for (Row row : acme.status()) {
            append(text, row.certificate());
        }
        return text.toString();
    }

    private void append(StringBuilder text, String certificate) {
        List<Waiting> records = acme.waiting().stream()
                .filter(record -> record.certificate().equals(certificate))
                .toList();
        if (records.isEmpty()) {
            return;
        }
        text.append("\n'").append(certificate).append("' waits for you. Set in the DNS:\n\n");
        for (Waiting record : records) {
            text.append("    ")
                    .append(record.recordName())
                    .append(record.recordName().endsWith(".") ? "" : ".")
                    .append("  TXT  \"")
                    .append(record.recordValue())
                    .append("\"\n");
        }
        text.append("\nand when the record can be seen:\n\n");
        records.stream()
                .map(Waiting::domain)
                .distinct()
                .forEach(domain -> text.append("    lintel acme ready ")
                        .append(quoted(certificate))
                        .append(' ')
                        .append(quoted(domain))
                        .append('\n'));
    }

    /** As a shell takes it. */
    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private String time(@Nullable Instant at, String none) {
        if (at == null) {
            return none;
        }
        Duration left = Duration.between(now, at);
        String span = left.isNegative()
                ? "over"
                : left.toDays() > 1
                        ? "in " + left.toDays() + " days"
                        : left.toHours() > 1
                                ? "in " + left.toHours() + " hours"
                                : left.toMinutes() > 1
                                        ? "in " + left.toMinutes() + " minutes"
                                        : "in " + left.toSeconds() + " seconds";
        return TIME.format(at.atZone(zone)) + " (" + span + ")";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
