import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The operating system's accounting of a process and of everything it has started. */
final class Proc {
    /** The kernel reports in hundredths of a second, whatever its own clock is. */
    private static final double MICROS_PER_TICK = 10_000;

    /** Columns of a line of /proc/stat; 4 and 5 are idle time. */
    private static final int USER = 1;

    private static final int NICE = 2;
    private static final int SYSTEM = 3;
    private static final int IRQ = 6;
    private static final int SOFTIRQ = 7;
    private static final int STEAL = 8;

    private Proc() {}

    /** User and system time so far, all threads and children included, in microseconds. */
    static double cpuMicros(ProcessHandle root) {
        return tree(root).mapToDouble(Proc::ticks).sum() * MICROS_PER_TICK;
    }

    /** Time that a core was not idle so far, whoever used it, in microseconds. */
    static double coreBusyMicros(String core) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
            String[] fields = line.split(" ");
            if (fields[0].equals("cpu" + core)) {
                double busy = 0;
                for (int i : new int[] {USER, NICE, SYSTEM, IRQ, SOFTIRQ, STEAL}) {
                    busy += Double.parseDouble(fields[i]);
                }
                return busy * MICROS_PER_TICK;
            }
        }
        throw new IOException("this machine has no core " + core);
    }

    /** Resident memory in KiB, children included. */
    static double residentKib(ProcessHandle root) {
        return tree(root).mapToDouble(Proc::resident).sum();
    }

    private static Stream<ProcessHandle> tree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants());
    }

    private static double ticks(ProcessHandle process) {
        String stat = read(process, "stat");
        if (stat.isEmpty()) {
            return 0;
        }
        // The second field is the program's name in parentheses and may hold spaces: count from behind it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        double live = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
        double reapedChildren = Double.parseDouble(fields[13]) + Double.parseDouble(fields[14]);
        return live + reapedChildren;
    }

    private static double resident(ProcessHandle process) {
        for (String line : read(process, "status").split("\n")) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        } catch (IOException gone) {
            return "";
        }
    }
}
