package dev.lintel.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code lintel reload [-p PIDFILE|PID]}: lets the running program read its files again, and prints what came of it. */
final class ReloadCommand {
    private ReloadCommand() {}

    static int run(String[] args) {
        if (args.length != 0 && !(args.length == 2 && args[0].equals("-p"))) {
            return Main.fail("reload: expects nothing, or -p and the name of a pid file");
        }
        try {
            return args.length == 2 ? byPidFile(args[1]) : onlyOne();
        } catch (IOException e) {
            return Main.fail("reload: " + Reasons.of(e));
        }
    }

    private static int byPidFile(String file) throws IOException {
        long pid;
        try {
            boolean itself = file.matches("\\d{1,9}") && !Files.exists(Path.of(file));
            pid = itself
                    ? Long.parseLong(file)
                    : Long.parseLong(Files.readString(Path.of(file)).strip().split("\\s+")[0]);
        } catch (NumberFormatException e) {
            return Main.fail("reload: the pid file '" + file + "' holds no process id");
        } catch (IOException e) {
            return Main.fail("reload: cannot read the pid file '" + file + "': " + Reasons.of(e));
        }
        Path socket = RuntimeFolder.socket(pid);
        if (Files.exists(socket)) {
            return reload(socket);
        }
        if (!ProcessHandle.of(pid).isPresent()) {
            return Main.fail("reload: no process " + pid + " is running; '-p " + file + "' is stale");
        }
        if (!Posix.kill(pid, Posix.SIGUSR2)) {
            return Main.fail("reload: process " + pid + " belongs to somebody else; try as that user or as root");
        }
        System.out.println("process " + pid + " was asked to reload; it tells the outcome in its own output");
        return 0;
    }

    private static int onlyOne() throws IOException {
        Map<Long, String> running = running();
        if (running.isEmpty()) {
            return Main.fail("reload: no running Lintel of this user was found; name its pid file with -p");
        }
        if (running.size() > 1) {
            StringBuilder list = new StringBuilder(
                    "reload: several are running; name one by its pid file (-p FILE) or its number (-p PID):");
            running.forEach((pid, files) ->
                    list.append("\n  process ").append(pid).append(": ").append(files));
            return Main.fail(list.toString());
        }
        return reload(RuntimeFolder.socket(running.keySet().iterator().next()));
    }

    /** The programs that answer, by process id, with the names of their files. */
    private static Map<Long, String> running() throws IOException {
        Map<Long, String> running = new TreeMap<>();
        if (!Files.isDirectory(RuntimeFolder.path())) {
            return running;
        }
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(RuntimeFolder.path(), "*.sock")) {
            for (Path socket : sockets) {
                String name = socket.getFileName().toString();
                List<String> answer = ask(socket, ControlSocket.WHO);
                if (answer == null) {
                    // Left behind by a program that was killed.
                    Files.deleteIfExists(socket);
                } else {
                    running.put(Long.parseLong(name.substring(0, name.length() - 5)), answer.getFirst());
                }
            }
        }
        return running;
    }

    private static int reload(Path socket) throws IOException {
        List<String> answer = ask(socket, "reload");
        if (answer == null || answer.isEmpty() || !answer.getLast().startsWith(ControlSocket.STATUS)) {
            return Main.fail("reload: the program ended before it answered");
        }
        boolean done = answer.getLast().equals(ControlSocket.STATUS + "0");
        answer.removeLast();
        answer.forEach(done ? System.out::println : System.err::println);
        return done ? 0 : 1;
    }

    /** The lines of the answer; null where nobody listens. */
    private static @Nullable List<String> ask(Path socket, String order) throws IOException {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException nobody) {
            return null;
        }
        try (channel) {
            channel.write(ByteBuffer.wrap((order + "\n").getBytes(StandardCharsets.UTF_8)));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            List<String> lines = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
            return lines;
        }
    }
}
