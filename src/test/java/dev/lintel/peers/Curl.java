package dev.lintel.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** curl, with the options of a test: an answer with its head, or its text alone. A value: each method gives another one. */
public final class Curl {
    private final Path folder;
    private final List<String> options;

    private Curl(Path folder, List<String> options) {
        this.folder = folder;
        this.options = options;
    }

    public static Curl in(Path folder) {
        return new Curl(folder, List.of("-s", "-S", "-m", "20", "--noproxy", "*"));
    }

    public Curl with(String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new Curl(folder, all);
    }

    /** Trusts the authorities of that file, and no other. */
    public Curl trusting(Path authorities) {
        return with("--cacert", authorities.toString());
    }

    public Curl sending(String name, String value) {
        return with("-H", name + ": " + value);
    }

    /** {@code 2} for HTTP/2 by ALPN, {@code 1.1}, or {@code 2-prior-knowledge}. */
    public Curl version(String http) {
        return with("--http" + http);
    }

    /** That name is at 127.0.0.1, whatever its port. */
    public Curl knowing(String name) {
        return with("--connect-to", name + "::127.0.0.1:");
    }

    public Programs.Outcome run(String url) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Programs.find("curl")));
        command.addAll(options);
        command.add(url);
        return Programs.start(folder, Map.of(), command).outcome();
    }

    public String text(String url) throws IOException, InterruptedException {
        return run(url).succeeded().output();
    }

    public Answer get(String url) throws IOException, InterruptedException {
        return new Answer(with("-i").text(url));
    }

    /** An answer with its head, as curl shows it. */
    public record Answer(String text) {
        public String version() {
            return text.substring(0, text.indexOf(' '));
        }

        public int status() {
            return Integer.parseInt(text.substring(text.indexOf(' ') + 1, text.indexOf(' ') + 4));
        }

        /** The value of a field, or null. */
        public String field(String name) {
            for (String line : text.substring(0, end()).split("\r\n")) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name))
                    return line.substring(colon + 1).strip();
            }
            return null;
        }

        public String body() {
            return text.substring(end() + 4);
        }

        private int end() {
            return text.indexOf("\r\n\r\n");
        }
    }
}
