package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.acceptance.FileInstant;
import dev.lintel.peers.Programs;
import dev.lintel.tls.Pem;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is killed while it writes to the store: whatever it was at, the next start finds a whole certificate. */
class StoreCrashTest {
    private static final int KILLS = 25;
    /** More than a beginning has changes of files. */
    private static final int INSTANTS = 44;

    private static final String DIRECTORY = "https://ca.example/dir";
    private static final Ordered ORDERED = new Ordered(List.of("a.example"), List.of(), null, "ECDSA P-384");

    @TempDir
    private Path folder;

    /** The program that is killed: writes one certificate after the other and tells each before and after. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws StoreFault, IOException {
            CertificateFolder certificate = new Store(Path.of(args[0])).certificate("a.example");
            int first = Integer.parseInt(args[1]);
            for (int i = first; ; i++) {
                System.out.println("begin " + i);
                certificate.write(new CertificateFolder.Stored(text("chain", i), text("key", i), ORDERED, "d"));
                certificate.progress(
                        new Progress(null, i, null, "p".repeat(i % 5000), List.of(), List.of(), Map.of(), null));
                System.out.println("done " + i);
            }
        }
    }

    /** The program that begins many stores at once, each on a thread of its own, and tells of those that it is done with. */
    static final class Beginner {
        private Beginner() {}

        public static void main(String[] args) {
            for (int i = 1; i <= INSTANTS; i++) {
                Path store = Path.of(args[0], Integer.toString(i));
                int number = i;
                new Thread(() -> begin(store, number), "begin " + i).start();
            }
        }

        private static void begin(Path store, int number) {
            try {
                Beginner.begin(store);
                System.out.println(number);
            } catch (StoreFault | OrderFault e) {
                throw new IllegalStateException(e);
            }
        }

        /** All that a first order of the internal authority, and one of any other, write. */
        static void begin(Path folder) throws StoreFault, OrderFault {
            try (Store store = new Store(folder)) {
                assertThat(store.lock()).isTrue();
                new Accounts(store).key(Bench.section(DIRECTORY, null, null), DIRECTORY);
                CertificateFolder certificate = store.certificate("a.example");
                certificate.progress(Progress.NONE.attempted(Instant.now()));
                certificate.write(new InternalCa(store.internal(), Clock.systemUTC()).issue(ORDERED, null));
                certificate.progress(Progress.NONE.done(Instant.now()));
            }
        }
    }

    @Test
    void whoeverIsKilledBeforeAnyChangeGoesOnWithWhatIsThere() throws Exception {
        Path instants = folder.resolve("instants");
        FileInstant.clear(instants);
        for (int i = 1; i <= INSTANTS; i++) {
            FileInstant.choose(instants, "begin " + i, i);
        }
        Set<Integer> done = stopped(instants);
        // There are no instants but these.
        assertThat(done).contains(INSTANTS).doesNotContain(INSTANTS / 2);
        for (int i = 1; i <= INSTANTS; i++) {
            Path store = folder.resolve(Integer.toString(i));
            Map<Path, String> before = keys(store);
            Beginner.begin(store);
            assertThat(keys(store)).as("instant %d", i).containsAllEntriesOf(before);
            try (Stream<Path> files = Files.walk(store)) {
                assertThat(files)
                        .as("instant %d", i)
                        .noneMatch(file -> file.toString().endsWith(".new"));
            }
            CertificateFolder.Stored stored =
                    new Store(store).certificate("a.example").read();
            X509Certificate leaf =
                    Pem.read(List.of(stored.fullchain(), stored.key())).leaf();
            leaf.verify(Pem.certificates(Files.readAllBytes(store.resolve("internal/root.pem")))
                    .getFirst()
                    .getPublicKey());
        }
    }

    /** The keys that others know. Once a root is there, its key is; a key alone is nobody's yet. */
    private static Map<Path, String> keys(Path store) throws IOException {
        Map<Path, String> keys = new HashMap<>();
        if (Files.isDirectory(store)) {
            try (Stream<Path> files = Files.walk(store)) {
                for (Path file : files.toList()) {
                    if (file.endsWith("account.key") || file.endsWith("root.pem")) {
                        keys.put(file, Files.readString(file));
                    }
                }
            }
        }
        return keys;
    }

    /** Runs the program until each thread has come to its instant or to its end, and kills it. @return those with an end */
    private Set<Integer> stopped(Path instants) throws IOException, InterruptedException {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        Process process = java(
                FileInstant.into(folder.resolve("classes")) + ":",
                "-D" + FileInstant.FOLDER + "=" + instants,
                Beginner.class.getName(),
                folder.toString());
        Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(line -> done.add(Integer.valueOf(line))));
        try {
            for (int i = 1; i <= INSTANTS; i++) {
                int each = i;
                Programs.await("instant " + i, () -> done.contains(each) || isMet(instants, each));
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return done;
    }

    private static boolean isMet(Path instants, int nth) {
        try {
            return FileInstant.isMet(instants, "begin " + nth, nth);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Process java(String before, String option, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                option,
                "-cp",
                before + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static byte[] text(String what, int number) {
        String end = what.equals("chain") ? "\n-----END CERTIFICATE-----\n" : "";
        return ((what + number + "\n").repeat(200) + end).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void whoeverIsKilledWhileWritingLeavesTheOldOrTheNew() throws Exception {
        Random random = new Random(7);
        CertificateFolder certificate = new Store(folder).certificate("a.example");
        int last = -1;
        for (int kill = 0; kill < KILLS; kill++) {
            int[] told = run(last + 1, 1 + random.nextInt(6), random.nextInt(12));
            CertificateFolder.Stored found = certificate.read();
            assertThat(found).as("after %d were told to be written", told[1]).isNotNull();
            int number = number(found.fullchain());
            assertThat(number).isBetween(told[1], told[0]);
            assertThat(found.fullchain()).isEqualTo(text("chain", number));
            assertThat(found.key()).isEqualTo(text("key", number));
            assertThat(found.ordered()).isEqualTo(ORDERED);
            assertThat(certificate.progress().failures()).isBetween(told[1], told[0]);
            last = number;
        }
        Path versions = folder.resolve("archive/a.example");
        certificate.write(new CertificateFolder.Stored(text("chain", 1), text("key", 1), ORDERED, "d"));
        try (Stream<Path> left = Files.list(versions)) {
            assertThat(left)
                    .hasSizeLessThanOrEqualTo(3)
                    .noneMatch(each -> each.toString().endsWith(".new"));
        }
    }

    /** Runs the writer until it has told of some, and kills it a moment later; answers what was begun and what was done last. */
    private int[] run(int first, int writes, int moreMicros) throws IOException, InterruptedException {
        Process writer = java("", "-Xmx64m", Writer.class.getName(), folder.toString(), Integer.toString(first));
        int begun = -1;
        int done = -1;
        try (BufferedReader out = writer.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                int number = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
                if (line.startsWith("begin")) {
                    begun = number;
                } else {
                    done = number;
                }
                if (done == first + writes && writer.isAlive()) {
                    spin(moreMicros * 100_000L);
                    writer.toHandle().destroyForcibly();
                }
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        return new int[] {begun, done};
    }

    /** So short that no thread would be woken in time. */
    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static int number(byte[] chain) {
        String text = new String(chain, StandardCharsets.US_ASCII);
        return Integer.parseInt(text.substring("chain".length(), text.indexOf('\n')));
    }

    @Test
    void nobodyElseCanReadIt() throws Exception {
        Store store = new Store(folder.resolve("store"));
        CertificateFolder certificate = store.certificate("a.example");
        certificate.write(new CertificateFolder.Stored(text("chain", 1), text("key", 1), ORDERED, "d"));
        Path live = folder.resolve("store/certs/a.example");
        for (String file : List.of("privkey.pem", "fullchain.pem", "cert.pem", "chain.pem", "order.json")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(live.resolve(file))))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("store"))))
                .isEqualTo("rwx------");
    }

    @Test
    void whatACrashLeftIsSweptByWhoeverHoldsTheStore() throws Exception {
        List<Path> kept = List.of(
                folder.resolve("orders/a.example.json"),
                folder.resolve("certs/docs.new"),
                folder.resolve("accounts/ca-1/account.key"));
        List<Path> left = List.of(
                folder.resolve("archive/gone.example/2.new/privkey.pem"),
                folder.resolve("orders/.a.example.json.17.new"),
                folder.resolve("accounts/ca-1/.account.key.4.new"),
                folder.resolve("internal/.root.key.5.new"));
        for (List<Path> files : List.of(kept, left)) {
            for (Path file : files) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, "a key");
            }
        }
        try (Store store = new Store(folder)) {
            assertThat(store.lock()).isTrue();
        }
        assertThat(left).allSatisfy(file -> assertThat(file).doesNotExist());
        assertThat(kept).allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void whatCannotBeWrittenIsNotLeftHalfWritten() throws Exception {
        // No file takes the place of a folder with something in it, as little as a full disk takes a file.
        Path file = folder.resolve("orders");
        Files.createDirectories(file.resolve("inside"));
        assertThatThrownBy(() -> Durable.write(file, text("key", 1))).isInstanceOf(IOException.class);
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void oneProcessHoldsIt() throws Exception {
        try (Store one = new Store(folder);
                Store other = new Store(folder)) {
            assertThat(one.lock()).isTrue();
            assertThat(other.lock()).isFalse();
            one.close();
            assertThat(other.lock()).isTrue();
        }
    }

    @Test
    void everyNameHasAFolderOfItsOwn() {
        assertThat(Store.folderName("www.example.org")).isEqualTo("www.example.org");
        assertThat(Store.folderName("*.example.org")).isEqualTo("wildcard_.example.org");
        assertThat(Store.folderName("/etc/haproxy/a.pem")).matches("etc_haproxy_a\\.pem-[0-9a-f]{8}");
        assertThat(Store.folderName("../../etc"))
                .matches("[a-z_.]*-[0-9a-f]{8}")
                .doesNotContain("/")
                .doesNotStartWith(".");
        assertThat(Store.folderName("@s/a")).isNotEqualTo(Store.folderName("@s_a"));
        assertThat(Store.folderName("..")).matches("_?\\.?-[0-9a-f]{8}");
    }
}
