package dev.lintel.acme;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A program of the user's own. Style {@code certbot}: the variables of certbot's {@code --manual-auth-hook} and
 * {@code --manual-cleanup-hook}, so that a hook which somebody has goes on working. Style {@code lego}: {@code program present|cleanup
 * name value}. No shell is involved. Any thread; remembers what a hook printed for its cleanup.
 */
final class ExecProgram implements DnsProvider {
    private static final int MAX_OUTPUT_BYTES = 64 << 10;

    private final Settings settings;
    private final boolean lego;
    private final Map<TxtRecord, String> printed = new ConcurrentHashMap<>();

    ExecProgram(Settings settings, DnsTools tools) throws DnsFault {
        this.settings = settings;
        String style = settings.text("style", "certbot");
        this.lego = style.equals("lego");
        if (!lego && !style.equals("certbot")) {
            throw settings.fault("'style' expects certbot or lego, not '" + style + "'");
        }
        settings.number("timeout", 1);
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        if (lego) {
            run(List.of("present", record.fqdn(), record.value()), Map.of(), "program");
        } else {
            printed.put(record, run(List.of(), certbot(record), "program"));
        }
    }

    @Override
    public void cleanup(TxtRecord record) throws DnsFault {
        if (lego) {
            run(List.of("cleanup", record.fqdn(), record.value()), Map.of(), "program");
        } else if (settings.has("cleanup-program")) {
            Map<String, String> variables = certbot(record);
            String output = printed.remove(record);
            variables.put("CERTBOT_AUTH_OUTPUT", output == null ? "" : output);
            run(List.of(), variables, "cleanup-program");
        }
    }

    private static Map<String, String> certbot(TxtRecord record) {
        Map<String, String> variables = new HashMap<>();
        variables.put("CERTBOT_DOMAIN", record.domain());
        variables.put("CERTBOT_IDENTIFIER", record.domain());
        variables.put("CERTBOT_VALIDATION", record.value());
        // The token belongs to http-01; certbot sets it empty for dns-01 too.
        variables.put("CERTBOT_TOKEN", "");
        variables.put("CERTBOT_REMAINING_CHALLENGES", "0");
        variables.put("CERTBOT_ALL_DOMAINS", record.domain());
        return variables;
    }

    private String run(List<String> arguments, Map<String, String> variables, String setting) throws DnsFault {
        String program = settings.text(setting, "");
        List<String> command = new ArrayList<>(
                Files.exists(Path.of(program))
                        ? List.of(program)
                        : List.of(program.strip().split("\\s+")));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(variables);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw settings.fault(
                    "'" + setting + "': " + command.getFirst() + " cannot be run: does it exist, is it executable"
                            + " (chmod +x), and does its first line name an interpreter?");
        }
        return outcome(process, command.getFirst());
    }

    /** What it printed, when it ends well in time. */
    private String outcome(Process process, String program) throws DnsFault {
        long seconds = settings.number("timeout", 120);
        StringBuilder output = new StringBuilder();
        Thread reader = Thread.ofVirtual().start(() -> read(process, output));
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                stop(process);
                throw settings.fault(
                        program + " was stopped: it was not done after " + seconds + " s ('timeout' gives it longer)");
            }
            // A child that it left behind may hold its output open; it is not waited for.
            reader.join(1000);
        } catch (InterruptedException e) {
            stop(process);
            Thread.currentThread().interrupt();
            throw settings.fault("was stopped while " + program + " ran");
        }
        String text;
        synchronized (output) {
            text = output.toString();
        }
        if (process.exitValue() != 0) {
            String last = ApiMessages.shorten(text);
            throw settings.fault(program + " ended with status " + process.exitValue()
                    + (last.isEmpty() ? " and printed nothing" : ": " + last));
        }
        return text.strip();
    }

    private static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static void read(Process process, StringBuilder output) {
        byte[] buffer = new byte[4096];
        try (InputStream in = process.getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                synchronized (output) {
                    if (output.length() < MAX_OUTPUT_BYTES) {
                        output.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                    }
                }
            }
        } catch (IOException e) {
            // It ended, or was ended: what was read is what there is.
        }
    }
}
