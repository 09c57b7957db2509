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

/** Finds the programs of this user that run, and gives one of them an order through its {@link ControlSocket}. */
final class RunningPrograms {
    private RunningPrograms() {}

    /** No program can be told; the sentence says why. */
    static final class NotFound extends Exception {
        private static final long serialVersionUID = 1L;

        NotFound(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /** The process that a pid file, or the word itself, names. */
    static long pid(String file) throws NotFound {
        try {
            boolean itself = file.matches("\\d{1,9}") && !Files.exists(Path.of(file));
            return itself
                    ? Long.parseLong(file)
                    : Long.parseLong(Files.readString(Path.of(file)).strip().split("\\s+")[0]);
        } catch (NumberFormatException e) {
            throw new NotFound("the pid file '" + file + "' holds no process id");
        } catch (IOException e) {
            throw new NotFound("cannot read the pid file '" + file + "': " + Reasons.of(e));
        }
    }

    /** The only one that runs. */
    static long only() throws NotFound, IOException {
        Map<Long, String> running = all();
        if (running.isEmpty()) {
            throw new NotFound("no running Lintel of this user was found; name its pid file with -p");
        }
        if (running.size() > 1) {
            StringBuilder list = new StringBuilder(
                    "several are running; name one by its pid file (-p FILE) or its number (-p PID):");
            running.forEach((pid, files) ->
                    list.append("\n  process ").append(pid).append(": ").append(files));
            throw new NotFound(list.toString());
        }
        return running.keySet().iterator().next();
    }

    /** The programs that answer, by process id, with the names of their files. */
    private static Map<Long, String> all() throws IOException {
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

    /** Gives an order; null where the program ended before it answered. */
    static Program.@Nullable Outcome order(long pid, String order) throws IOException {
        List<String> answer = ask(RuntimeFolder.socket(pid), order);
        if (answer == null || answer.isEmpty() || !answer.getLast().startsWith(ControlSocket.STATUS)) {
            return null;
        }
        boolean done = answer.removeLast().equals(ControlSocket.STATUS + "0");
        StringBuilder said = new StringBuilder();
        answer.forEach(line -> said.append(line).append('\n'));
        return new Program.Outcome(done, said.toString());
    }

    /** Prints what came of an order; the status of the process. */
    static int tell(String command, Program.@Nullable Outcome outcome) {
        if (outcome == null) {
            return Main.fail(command + ": the program ended before it answered");
        }
        (outcome.done() ? System.out : System.err).print(outcome.said());
        return outcome.done() ? 0 : 1;
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
