import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load of h2load over TLS against one peer; what another protocol was chosen for is no measurement. */
final class H2load {
    private static final Pattern DONE =
            Pattern.compile("(\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");
    /** Counted when a head comes, so that answers whose end is still missing are among them. */
    private static final Pattern NOT_GOOD = Pattern.compile("status codes: \\d+ 2xx, (\\d+) 3xx, (\\d+) 4xx, (\\d+) 5xx");

    private static final Pattern PROTOCOL = Pattern.compile("Application protocol: (\\S+)");
    private static final Pattern SUITE = Pattern.compile("Cipher: (\\S+)");

    private H2load() {}

    static Wrk run(Load.TlsRequests load, Running target, int seconds) throws IOException, Running.Absent {
        List<String> command = new ArrayList<>(List.of("h2load", "-t1", "-c" + load.clients()));
        command.addAll(List.of("-m" + load.streams(), "-D" + seconds + "s", "--tls13-ciphers=" + Tls.SUITE));
        command.addAll(List.of("--npn-list=" + load.protocol(), "--connect-to=127.0.0.1:" + target.port));
        command.add("https://" + target.setup.host() + load.path());
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes());
        double took = (System.nanoTime() - begin) / 1e9;
        Matcher done = DONE.matcher(text);
        if (!done.find()) {
            throw new Running.Absent("h2load could not use it: "
                    + text.strip().lines().reduce((a, b) -> b).orElse("no output"));
        }
        demand(text, PROTOCOL, load.protocol(), "protocol");
        demand(text, SUITE, Tls.SUITE, "cipher suite");
        Matcher answers = NOT_GOOD.matcher(text);
        long errors = sum(done, 2) + (answers.find() ? sum(answers, 1) : 0);
        return new Wrk(Long.parseLong(done.group(1)), errors, took);
    }

    private static long sum(Matcher counts, int from) {
        long sum = 0;
        for (int i = from; i <= counts.groupCount(); i++) {
            sum += Long.parseLong(counts.group(i));
        }
        return sum;
    }

    private static void demand(String text, Pattern pattern, String wanted, String what) throws Running.Absent {
        Matcher found = pattern.matcher(text);
        String chosen = found.find() ? found.group(1) : "none";
        if (!chosen.equals(wanted)) {
            throw new Running.Absent("asked for the " + what + " " + wanted + " it answers with " + chosen);
        }
    }
}
