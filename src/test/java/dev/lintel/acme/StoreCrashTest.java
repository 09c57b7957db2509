package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is killed while it writes to the store: whatever it was at, the next start finds a whole certificate. */
class StoreCrashTest {
    private static final int KILLS = 25;
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
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
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
