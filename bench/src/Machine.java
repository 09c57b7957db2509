import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Where the figures were measured, in the words of RESULTS.md. */
final class Machine {
    private Machine() {}

    static List<String> described() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("Date: " + LocalDate.now());
        lines.add("Processor: " + field("/proc/cpuinfo", "model name") + ", " + cores() + " cores"
                + (Files.readString(Path.of("/proc/cpuinfo")).contains(" hypervisor") ? ", a virtual machine" : ""));
        lines.add("Memory: " + Long.parseLong(field("/proc/meminfo", "MemTotal").split(" ")[0]) / 1024 + " MiB");
        lines.add("Kernel: " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch"));
        lines.add("System: " + field("/etc/os-release", "PRETTY_NAME").replace("\"", ""));
        lines.add("Java: " + System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"));
        return lines;
    }

    /** The load average of the last minute: a bench on a busy machine should say so. */
    static String loadAverage() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }

    private static long cores() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("processor"))
                .count();
    }

    private static String field(String file, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of(file))) {
            String[] parts = line.split("\\s*[:=]\\s*", 2);
            if (parts.length == 2 && parts[0].equals(name)) {
                return parts[1];
            }
        }
        return "unknown";
    }
}
