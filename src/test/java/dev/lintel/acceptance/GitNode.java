package dev.lintel.acceptance;

import dev.lintel.peers.Programs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One of the origin's four nodes: a lighttpd with git's own http-backend, and a small application that knows a browser by a cookie.
 * All nodes serve the same repositories; each says its name in a field of its answers.
 */
final class GitNode implements AutoCloseable {
    /** The NodePort of the origin's service. */
    static final int PORT = 31557;

    private static final String CONFIGURATION = """
            server.modules = ("mod_setenv", "mod_alias", "mod_cgi")
            server.document-root = "${folder}"
            server.bind = "${address}"
            server.port = 31557
            server.upload-dirs = ("${uploads}")
            server.errorlog = "${folder}/${name}.err"
            server.stream-response-body = 2
            setenv.add-response-header = ("X-Node" => "${name}")
            $HTTP["url"] =~ "^/git/" {
                alias.url = ("/git" => "${backend}")
                setenv.add-environment = ("GIT_PROJECT_ROOT" => "${folder}/repositories", "GIT_HTTP_EXPORT_ALL" => "1")
                cgi.assign = ("" => "")
            }
            $HTTP["url"] =~ "^/app" {
                alias.url = ("/app" => "${folder}/app.sh")
                cgi.assign = ("" => "/bin/sh")
            }
            """;

    /** The application: gives a session to who has none, and tells what it saw. */
    private static final String APPLICATION = """
            printf 'Content-Type: text/plain\\r\\n'
            [ -n "$HTTP_COOKIE" ] || printf 'Set-Cookie: SRV_ID=session-%s; Path=/\\r\\n' $$
            printf '\\r\\n%s\\n' "cookie=[$HTTP_COOKIE] for=[$HTTP_X_FORWARDED_FOR] proto=[$HTTP_X_FORWARDED_PROTO]"
            """;

    final String name;
    /** The value of {@code cookie} in the origin's server line. */
    final String cookie;

    final String address;
    final Path uploads;

    private final Path folder;
    private Process process;

    /** @param backend git's own CGI program */
    GitNode(Path folder, Path backend, String name, String cookie, String address) throws IOException {
        this.folder = folder;
        this.name = name;
        this.cookie = cookie;
        this.address = address;
        this.uploads = Files.createDirectories(folder.resolve("uploads-" + name));
        String text = CONFIGURATION
                .replace("${folder}", folder.toString())
                .replace("${uploads}", uploads.toString())
                .replace("${backend}", backend.toString())
                .replace("${address}", address)
                .replace("${name}", name);
        Files.writeString(folder.resolve(name + ".conf"), text);
        Files.writeString(folder.resolve("app.sh"), APPLICATION);
    }

    void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        Programs.find("lighttpd"),
                        "-D",
                        "-f",
                        folder.resolve(name + ".conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .start();
        Programs.await(name + " listens", () -> listens() || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException(Files.readString(folder.resolve(name + ".out")));
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, PORT), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void die() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Takes connections, for the kernel does, and says nothing. */
    void hang() throws IOException, InterruptedException {
        Programs.signal(process, "STOP");
    }

    void awake() throws IOException, InterruptedException {
        Programs.signal(process, "CONT");
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
