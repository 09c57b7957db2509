import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load of wrk on core 1 against one peer, and what it counted. */
record Wrk(long requests, long errors, double seconds) {
    private static final Pattern DONE = Pattern.compile("(\\d+) requests in ");
    private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern BROKEN =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

    static Wrk run(Load.Requests load, Running target, int seconds) throws IOException, Running.Absent {
        List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c" + load.connections(), "-d" + seconds + "s"));
        command.addAll(List.of("-H", "Host: " + target.setup.host()));
        if (load.close()) {
            command.addAll(List.of("-H", "Connection: close"));
        }
        command.add("http://127.0.0.1:" + target.port + load.path());
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes());
        double took = (System.nanoTime() - begin) / 1e9;
        Matcher done = DONE.matcher(text);
        if (!done.find()) {
            throw new Running.Absent("wrk could not use it: "
                    + text.strip().lines().reduce((a, b) -> b).orElse("no output"));
        }
        return new Wrk(Long.parseLong(done.group(1)), errors(text), took);
    }

    private static long errors(String text) {
        long errors = 0;
        for (Pattern pattern : List.of(REFUSED, BROKEN)) {
            Matcher found = pattern.matcher(text);
            if (found.find()) {
                for (int i = 1; i <= found.groupCount(); i++) {
                    errors += Long.parseLong(found.group(i));
                }
            }
        }
        return errors;
    }
}
