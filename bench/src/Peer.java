import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that is measured.
 *
 * @param name as the table shows it, with its version
 * @param kind which language its configuration is written in, and whom it is compared with
 * @param program the path of its executable
 */
record Peer(String name, Kind kind, String program) {
    enum Kind {
        LINTEL,
        HAPROXY,
        NGINX
    }

    /** Lintel first, then Debian's HAProxy, then those that HAPROXY names, then nginx. */
    static List<Peer> atHand() {
        List<Peer> peers = new ArrayList<>();
        String lintel = System.getenv().getOrDefault("LINTEL", "./lintel");
        // The launcher builds what is missing, so its first run may take minutes; no measurement has begun yet.
        String built = Files.isExecutable(Path.of(lintel)) ? version(lintel) : "";
        peers.add(new Peer(built.isEmpty() ? "Lintel" : "Lintel " + built, Kind.LINTEL, lintel));
        List<String> haproxies = new ArrayList<>();
        haproxies.add(onPath("haproxy"));
        for (String program : System.getenv().getOrDefault("HAPROXY", "").split(":")) {
            if (!program.isEmpty() && !haproxies.contains(program)) {
                haproxies.add(program);
            }
        }
        for (String program : haproxies) {
            if (!Files.isExecutable(Path.of(program))) {
                throw new Options.Wrong("HAPROXY names '" + program + "', which is no program that can be run here");
            }
            peers.add(new Peer("HAProxy " + version(program), Kind.HAPROXY, program));
        }
        String nginx = onPath("nginx");
        peers.add(new Peer("nginx " + version(nginx), Kind.NGINX, nginx));
        return peers;
    }

    /** The command that runs this peer in the foreground with the given configuration. */
    List<String> command(Path config) {
        return switch (kind) {
            case LINTEL -> List.of(program, "-f", config.toString());
            case HAPROXY -> List.of(program, "-db", "-f", config.toString());
            case NGINX ->
                List.of(program, "-p", config.getParent().toString(), "-e", "stderr", "-c", config.toString());
        };
    }

    /** The command that makes a running peer read its files again; for others than Lintel, the one that only checks them. */
    List<String> reload(long pid, Path config) {
        return switch (kind) {
            case LINTEL -> List.of(program, "reload", "-p", Long.toString(pid));
            case HAPROXY -> List.of(program, "-c", "-f", config.toString());
            case NGINX ->
                List.of(program, "-t", "-p", config.getParent().toString(), "-e", "stderr", "-c", config.toString());
        };
    }

    /** A program's path; daemons live in sbin, which is not on everybody's PATH. */
    static String onPath(String program) {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin").split(":")) {
            Path path = Path.of(folder, program);
            if (Files.isExecutable(path)) {
                return path.toString();
            }
        }
        return "/usr/sbin/" + program;
    }

    private static String version(String program) {
        try {
            Process process =
                    new ProcessBuilder(program, "-v").redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes());
            Matcher number = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?(-dev\\d+)?").matcher(text);
            return process.waitFor() == 0 && number.find() ? number.group() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
