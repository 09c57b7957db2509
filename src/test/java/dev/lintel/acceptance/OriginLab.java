package dev.lintel.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.peers.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The origin's home: four nodes with a git server each, and Lintel in front of them with the file of 2018. The nodes have addresses of
 * a network of their own on loopback, so that the port, too, can be the one of the file.
 */
final class OriginLab implements AutoCloseable {
    private static final String HOST = "gogs.ipa.champion";

    private final Path folder;
    private final String git = Programs.find("git");
    private final String curl = Programs.find("curl");
    private final Map<String, String> environment = new HashMap<>();
    private final String origin;
    private final int port;
    /** For https, if the origin's file has a frontend for it. */
    final int tlsPort;

    final Path repository;
    final Map<String, GitNode> nodes = new LinkedHashMap<>();
    LintelProcess lintel;
    /** Whether the frontend for port 80 is left out. */
    boolean tlsOnly;

    OriginLab(Path folder) throws IOException, InterruptedException {
        this(folder, "origin.cfg");
    }

    /** @param origin the resource with the origin's file; {@code *:80}, {@code *:443} and {@code /etc/haproxy} become ours */
    OriginLab(Path folder, String origin) throws IOException, InterruptedException {
        this.folder = folder;
        this.origin = origin;
        this.tlsPort = freePort();
        this.repository = folder.resolve("repositories/gogs.git");
        this.port = freePort();
        String exec =
                Programs.run(folder, git, "--exec-path").succeeded().output().strip();
        Path backend = Path.of(exec, "git-http-backend");
        environment.put("HOME", folder.toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        copy("git.config", ".gitconfig");
        copy("lab.cfg", "lab.cfg");
        freshOrigin();
        git(folder, "init", "--bare", repository.toString());
        git(repository, "config", "http.receivepack", "true");
        String network = "127." + ThreadLocalRandom.current().nextInt(1, 250) + "."
                + ThreadLocalRandom.current().nextInt(250) + ".";
        List<String> names = List.of("green", "orange", "pink", "white");
        StringBuilder hosts = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            GitNode node = new GitNode(folder, backend, name, Integer.toString(2 + i), network + (11 + i));
            nodes.put(name, node);
            hosts.append(node.address + " " + name + ".kube.ipa.champion\n");
        }
        hosts.append("127.0.0.1 localhost\n");
        Files.writeString(folder.resolve("hosts"), hosts);
    }

    /** Starts the nodes, and Lintel in front of them. */
    void start() throws IOException, InterruptedException {
        for (GitNode node : nodes.values()) {
            node.start();
        }
        startLintel(List.of());
    }

    /** @param options of the virtual machine */
    void startLintel(List<String> options) throws IOException, InterruptedException {
        lintel = new LintelProcess(
                folder,
                folder.resolve("hosts"),
                Map.of("PORT", Integer.toString(port)),
                options,
                List.of(folder.resolve("lab.cfg"), folder.resolve("origin.cfg")));
        Programs.await("Lintel listens", () -> listens() || !lintel.process().isAlive());
        assertThat(lintel.process().isAlive()).as(lintel.said()).isTrue();
    }

    private void copy(String resource, String name) throws IOException {
        try (InputStream in = OriginLab.class.getResourceAsStream("/origin/" + resource)) {
            Files.copy(in, folder.resolve(name));
        }
    }

    private void freshOrigin() throws IOException {
        Path file = folder.resolve("origin.cfg");
        Files.deleteIfExists(file);
        copy(origin, "origin.cfg");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("*:80", "127.0.0.1:" + port)
                        .replace("*:443", "127.0.0.1:" + tlsPort)
                        .replace("/etc/haproxy", folder.toString()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket();
                Socket secure = new Socket()) {
            if (!tlsOnly) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            }
            if (Files.readString(folder.resolve("origin.cfg")).contains(":" + tlsPort)) {
                secure.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), tlsPort), 1000);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    // ---- configurations

    /** Adds a line to the frontend of the origin's file. */
    void frontendLine(String line) throws IOException {
        Path file = folder.resolve("origin.cfg");
        freshOrigin();
        Files.writeString(file, Files.readString(file) + "\n    " + line + "\n");
    }

    /** Takes the certificates of the origin's file away and has them ordered as that section of a configuration says. */
    void orders(String section, String global) throws IOException {
        Path file = folder.resolve("origin.cfg");
        String text = Files.readString(file).replaceAll("ssl crt \\S+ ssl crt \\S+", "ssl acme");
        if (tlsOnly) {
            text = text.replaceAll("(?s)frontend web\n.*?(?=frontend web-ssl)", "");
        }
        Files.writeString(file, text + "\n" + section);
        Path lab = folder.resolve("lab.cfg");
        Files.writeString(lab, Files.readString(lab).replace("\nglobal\n", "\nglobal\n" + global.indent(4)));
    }

    /** Waits until Lintel's log tells that. */
    void told(int from, String words) throws InterruptedException {
        Programs.await(words, () -> lintel.said().indexOf(words, from) >= 0);
    }

    // ---- git

    String git(Path where, String... arguments) throws IOException, InterruptedException {
        return startGit(where, arguments).outcome().succeeded().output().strip();
    }

    Programs.Running startGit(Path where, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(git));
        command.addAll(List.of(arguments));
        return Programs.start(where, environment, command);
    }

    /** The arguments of git for the way through Lintel; with a node, as a client who belongs there. */
    Programs.Running startRemote(Path where, GitNode node, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("-c", "http.extraHeader=Host: " + HOST));
        if (node != null) {
            all.addAll(List.of("-c", "http.extraHeader=Cookie: SRV_ID=" + node.cookie + "~git"));
        }
        all.addAll(List.of(arguments));
        return startGit(where, all.toArray(String[]::new));
    }

    String url() {
        return "http://127.0.0.1:" + port + "/git/gogs.git";
    }

    /** As {@link #startRemote}, through the frontend for https, in that version of HTTP. */
    Programs.Running startSecure(Path where, Path trust, String version, String... arguments) throws IOException {
        // The variable outdoes the configuration, and may be there.
        environment.put("GIT_SSL_CAINFO", trust.toString());
        List<String> all = new ArrayList<>(List.of("-c", "http.version=" + version));
        // At port 443 no client would name the port.
        all.addAll(List.of("-c", "http.extraHeader=Host: gogs.ervine.org"));
        all.addAll(List.of("-c", "http.curloptResolve=gogs.ervine.org:" + tlsPort + ":127.0.0.1"));
        if (version.equals("HTTP/2")) {
            // In pieces, git 2.39 with curl 7.88 may wait for itself when it has to wait for a window, whoever the
            // server is.
            all.addAll(List.of("-c", "http.postBuffer=64m"));
        }
        all.addAll(List.of(arguments));
        return startGit(where, all.toArray(String[]::new));
    }

    String secureUrl() {
        return "https://gogs.ervine.org:" + tlsPort + "/git/gogs.git";
    }

    /** A clone of nothing yet with one file of random bytes, committed; returns its folder. */
    Path randomFile(String directory, String file, int bytes) throws IOException, InterruptedException {
        Path clone = folder.resolve(directory);
        byte[] random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        git(folder, "init", directory);
        Files.write(clone.resolve(file), random);
        git(clone, "add", file);
        git(clone, "commit", "-m", "random bytes");
        return clone;
    }

    // ---- browsers

    /** An answer of the application, as curl shows it with its head. */
    record Page(String text) {
        String node() {
            return field("x-node");
        }

        String field(String name) {
            return text.lines()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2).strip())
                    .findFirst()
                    .orElse(null);
        }

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4).strip();
        }
    }

    /** Asks for the application's page from that address; the jar keeps the cookies of one browser. */
    Page browse(String from, Path jar) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(curl, "-s", "-S", "-i", "-m", "20", "--interface", from, "-H", "Host: " + HOST));
        if (jar != null) {
            command.addAll(List.of("-b", jar.toString(), "-c", jar.toString()));
        }
        command.add("http://127.0.0.1:" + port + "/app");
        String text = Programs.start(folder, environment, command)
                .outcome()
                .succeeded()
                .output();
        assertThat(text).as(lintel.said()).startsWith("HTTP/1.1 200 OK\r\n");
        return new Page(text);
    }

    static long sizeOf(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0; // Something went while it was looked at.
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws InterruptedException {
        if (lintel != null) {
            lintel.close();
        }
        nodes.values().forEach(GitNode::close);
    }
}
