package dev.lintel.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who listens at some addresses, as the kernel's tables say: a connection made to find out would be seen, logged and counted.
 *
 * @param inodes the sockets that listen, by port
 */
record ListeningSockets(List<InetSocketAddress> addresses, Map<Integer, String> inodes) {

    static ListeningSockets at(List<InetSocketAddress> addresses) throws IOException {
        String tables = Files.readString(Path.of("/proc/net/tcp"));
        Path six = Path.of("/proc/net/tcp6");
        if (Files.exists(six)) tables += Files.readString(six);
        Map<Integer, String> inodes = new HashMap<>();
        for (InetSocketAddress a : addresses) {
            Pattern row = Pattern.compile(
                    String.format(":%04X [0-9A-F]+:0000 0A \\S+ \\S+ \\S+ +\\d+ +\\d+ (\\d+) ", a.getPort()));
            for (String line : tables.split("\n")) {
                Matcher m = row.matcher(line);
                // Our own lock on the port listens too, at another address.
                if (!line.contains("4D4D4D7F:") && m.find()) inodes.put(a.getPort(), m.group(1));
            }
        }
        return new ListeningSockets(addresses, inodes);
    }

    boolean areThere() {
        return addresses.stream().allMatch(a -> inodes.containsKey(a.getPort()));
    }

    boolean areHeldByNone(List<ProcessHandle> processes) {
        return processes.stream().noneMatch(this::heldBy);
    }

    private boolean heldBy(ProcessHandle process) {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return all.toList().stream().anyMatch(this::isOne);
        } catch (IOException e) {
            return false; // The process is gone.
        }
    }

    private boolean isOne(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return inodes.values().stream().anyMatch(inode -> target.equals("socket:[" + inode + "]"));
        } catch (IOException e) {
            return false; // Closed in the meantime.
        }
    }
}
