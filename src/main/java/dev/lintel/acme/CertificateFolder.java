package dev.lintel.acme;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the store has of one certificate: its files as certbot lays them out ({@code certs/NAME/fullchain.pem}, {@code privkey.pem}), what
 * was ordered, and how far the next order has come. {@code certs/NAME} is a link to one of {@code archive/NAME/1}, {@code 2}...: whoever
 * follows it finds a key and a certificate that belong together, at any instant. One job writes; any thread reads.
 */
final class CertificateFolder {
    private static final int VERSIONS_KEPT = 3;
    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final String END = "-----END CERTIFICATE-----";

    private final Store store;
    private final String name;

    CertificateFolder(Store store, String name) {
        this.store = store;
        this.name = name;
    }

    /** A certificate with its key, in PEM, and what was ordered to get it. */
    record Stored(byte[] fullchain, byte[] key, Ordered ordered, String directory) {}

    /** What other programs are to use. */
    Path live() {
        return store.folder().resolve("certs").resolve(name);
    }

    /** What is in force, or null. */
    @Nullable
    Stored read() throws StoreFault {
        try {
            // The link may change under our eyes; the folder behind it does not.
            Path version = live().toRealPath();
            Json ordered = Json.read(bytes(version.resolve("order.json")));
            return new Stored(
                    bytes(version.resolve("fullchain.pem")),
                    bytes(version.resolve("privkey.pem")),
                    Ordered.of(ordered),
                    ordered.at("directory").text());
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        } catch (Json.Malformed e) {
            throw new StoreFault("the store's " + live().resolve("order.json") + " cannot be read: " + e.getMessage());
        } catch (IOException e) {
            throw store.fault("cannot be read", e);
        }
    }

    /** From now on this one is in force; returns when it would survive the loss of power. */
    void write(Stored stored) throws StoreFault {
        try {
            Path versions = Durable.folder(store.folder().resolve("archive").resolve(name));
            Durable.sweep(versions);
            int number = numbers(versions).stream().mapToInt(n -> n).max().orElse(0) + 1;
            Path unfinished = versions.resolve(number + Durable.UNFINISHED);
            Durable.folder(unfinished);
            fill(unfinished, stored);
            Durable.sync(unfinished);
            Path version = versions.resolve(Integer.toString(number));
            Files.move(unfinished, version, StandardCopyOption.ATOMIC_MOVE);
            Durable.sync(versions);
            Durable.folder(live().getParent());
            Durable.point(
                    live(), Path.of("..", "archive", name, version.getFileName().toString()));
            forget(versions);
        } catch (IOException e) {
            throw store.fault("cannot be written", e);
        }
    }

    private static void fill(Path folder, Stored stored) throws IOException {
        String chain = new String(stored.fullchain, StandardCharsets.US_ASCII);
        int leaf = chain.indexOf(END) + END.length();
        Durable.writeNew(folder.resolve("privkey.pem"), stored.key);
        Durable.writeNew(folder.resolve("fullchain.pem"), stored.fullchain);
        Durable.writeNew(folder.resolve("cert.pem"), ascii(chain.substring(0, leaf) + "\n"));
        Durable.writeNew(
                folder.resolve("chain.pem"), ascii(chain.substring(leaf).strip() + "\n"));
        Ordered ordered = stored.ordered;
        Durable.writeNew(
                folder.resolve("order.json"),
                Json.write(Json.object(
                                "directory", stored.directory,
                                "names", ordered.names(),
                                "ips", ordered.ips(),
                                "profile", ordered.profile(),
                                "keyType", ordered.keyType()))
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** Old versions go, but not the ones that a slow reader may still have open. */
    private static void forget(Path versions) throws IOException {
        List<Integer> numbers = numbers(versions);
        for (int i = VERSIONS_KEPT; i < numbers.size(); i++) {
            Durable.remove(versions.resolve(numbers.get(i).toString()));
        }
    }

    /** The newest first. */
    private static List<Integer> numbers(Path versions) throws IOException {
        try (Stream<Path> inside = Files.list(versions)) {
            return inside.map(path -> path.getFileName().toString())
                    .filter(each -> each.matches("[0-9]{1,9}"))
                    .map(Integer::valueOf)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    /** How far the work for this certificate has come. */
    Progress progress() throws StoreFault, Json.Malformed {
        try {
            return Progress.read(Json.read(bytes(progressFile())));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Progress.NONE;
        } catch (IOException e) {
            throw store.fault("cannot be read", e);
        }
    }

    void progress(Progress progress) throws StoreFault {
        try {
            if (progress.equals(Progress.NONE)) {
                Files.deleteIfExists(progressFile());
            } else {
                write(progress);
            }
        } catch (IOException e) {
            throw store.fault("cannot be written", e);
        }
    }

    /** The same once more, be it nothing: whether the store takes it is to be known before any CA is asked. */
    void probe(Progress progress) throws StoreFault {
        try {
            write(progress);
        } catch (IOException e) {
            throw store.fault("cannot be written", e);
        }
    }

    private void write(Progress progress) throws IOException {
        Durable.folder(progressFile().getParent());
        Durable.write(progressFile(), progress.write().getBytes(StandardCharsets.UTF_8));
    }

    private Path progressFile() {
        return store.folder().resolve("orders").resolve(name + ".json");
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + " is bigger than any certificate");
        }
        return Files.readAllBytes(file);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
