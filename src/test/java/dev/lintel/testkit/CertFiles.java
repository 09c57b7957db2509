package dev.lintel.testkit;

import dev.lintel.peers.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a {@code -- certs --} section, made anew for each run below {@code ${certs}}: one line for each file, {@code FILE name
 * name ... option=...}. Two authorities are always there, {@code ca.pem} and its intermediate {@code middle.pem}. Used by one thread.
 */
final class CertFiles {
    private final Path directory;
    private final Map<String, TestCa> authorities = new HashMap<>();
    private final Map<String, TestCa.Issued> issued = new HashMap<>();

    CertFiles(Path directory, List<Line> lines) throws IOException {
        this.directory = directory;
        if (lines.isEmpty()) return;
        authority("ca.pem", TestCa.root("Scenario Root"));
        authority("middle.pem", authorities.get("ca.pem").intermediate("Scenario Intermediate"));
        for (Line line : lines) make(line, List.of(line.text().split("\\s+")));
    }

    Path directory() {
        return directory;
    }

    String authority(Line line, String file) {
        TestCa ca = authorities.get(file);
        if (ca == null) throw line.error("no authority is called '" + file + "' in '-- certs --'");
        return ca.pem();
    }

    TestCa.Issued issued(String file) {
        TestCa.Issued found = issued.get(file);
        if (found == null) throw new Mismatch("no certificate with a key is called '" + file + "' in '-- certs --'");
        return found;
    }

    private void authority(String file, TestCa ca) throws IOException {
        authorities.put(file, ca);
        write(file, ca.pem());
    }

    private void make(Line line, List<String> words) throws IOException {
        String file = words.getFirst();
        List<String> names = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        for (String word : words.subList(1, words.size())) {
            int equals = word.indexOf('=');
            if (equals > 0) options.put(word.substring(0, equals), word.substring(equals + 1));
            else if (word.matches("rsa|expired|future|client|authority|staple")) options.put(word, "");
            else names.add(word);
        }
        TestCa by = authorities.get(options.getOrDefault("by", "ca.pem"));
        if (by == null) throw line.error("'by' expects an authority of this section, not '" + options.get("by") + "'");
        if (options.containsKey("authority")) {
            authority(file, options.containsKey("by") ? by.intermediate(file) : TestCa.root(file));
        } else if (options.containsKey("revokes")) {
            List<TestCa.Issued> revoked = new ArrayList<>();
            for (String other : options.get("revokes").split(",")) if (!other.isEmpty()) revoked.add(issued(other));
            write(file, by.revocations(revoked.toArray(TestCa.Issued[]::new)));
        } else {
            TestCa.Issued made = options.containsKey("of") ? issued(options.get("of")) : issue(by, names, options);
            issued.put(file, made);
            write(file, parts(line, made, options));
        }
    }

    private TestCa.Issued issue(TestCa by, List<String> names, Map<String, String> options) {
        TestCa.Order order = by.order(names.toArray(String[]::new));
        if (options.containsKey("rsa")) order.rsa(2048);
        if (options.containsKey("expired")) order.expired();
        if (options.containsKey("future")) order.notYetValid();
        if (options.containsKey("client")) order.client();
        if (options.containsKey("staple")) order.mustStaple();
        if (options.containsKey("key-of"))
            order.keys(issued(options.get("key-of")).keys());
        return order.issue();
    }

    /** {@code parts=certificate,chain,key} in that order unless told otherwise; {@code secret=} hides the key. */
    private static String parts(Line line, TestCa.Issued made, Map<String, String> options) {
        StringBuilder text = new StringBuilder();
        for (String part :
                options.getOrDefault("parts", "certificate,chain,key").split(",")) {
            text.append(
                    switch (part) {
                        case "certificate" -> made.certificate();
                        case "chain" -> made.chain();
                        case "key" ->
                            options.containsKey("secret") ? made.encryptedKey(options.get("secret")) : made.key();
                        default -> throw line.error("'parts' expects certificate, chain or key, not '" + part + "'");
                    });
        }
        return text.toString();
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
