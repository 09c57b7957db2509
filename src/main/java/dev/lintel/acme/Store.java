package dev.lintel.acme;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which certificates, accounts and our own authority outlive the program. Several programs may read it; only the one that
 * holds its lock orders and writes. Any thread.
 */
public final class Store implements AutoCloseable {
    private final Path folder;
    private @Nullable FileChannel lockFile;
    private @Nullable FileLock lock;

    public Store(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** Where nothing is configured: the system's place for root, the user's for everybody else. */
    public static Path defaultFolder() {
        String state = System.getenv("XDG_STATE_HOME");
        if (isRoot()) {
            return Path.of("/var/lib/lintel");
        }
        return state != null && !state.isEmpty()
                ? Path.of(state, "lintel")
                : Path.of(System.getProperty("user.home"), ".local", "state", "lintel");
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    public Path folder() {
        return folder;
    }

    /** Takes the store for this process; false where another one has it. */
    synchronized boolean lock() throws StoreFault {
        if (lock != null) {
            return true;
        }
        try {
            make();
            lockFile = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = lockFile.tryLock();
            if (lock != null) {
                sweep();
            }
        } catch (OverlappingFileLockException e) {
            lock = null;
        } catch (IOException e) {
            throw fault("cannot be used", e);
        }
        if (lock == null) {
            unlock();
        }
        return lock != null;
    }

    private void make() throws IOException {
        Durable.folder(folder);
        for (String inner : new String[] {"certs", "archive", "orders", "accounts"}) {
            Durable.folder(folder.resolve(inner));
        }
    }

    /** What a crash left half written goes: there are private keys in it. Nobody else writes while the lock is held. */
    private void sweep() {
        try (Stream<Path> accounts = Files.list(folder.resolve("accounts"));
                Stream<Path> archives = Files.list(folder.resolve("archive"))) {
            List<Path> folders = new ArrayList<>(accounts.toList());
            for (String inner : new String[] {"certs", "orders", "internal"}) {
                folders.add(folder.resolve(inner));
            }
            for (Path each : folders) {
                if (Files.isDirectory(each)) {
                    Durable.sweepHidden(each);
                }
            }
            for (Path each : archives.filter(Files::isDirectory).toList()) {
                Durable.sweep(each);
            }
        } catch (IOException e) {
            // It takes up room, and hurts nobody who could not read the rest as well.
        }
    }

    /** The folder of a certificate, by the name that {@code show ssl cert} gives it. */
    CertificateFolder certificate(String name) {
        return new CertificateFolder(this, folderName(name));
    }

    /** Where the key of an account lives: one for each authority and section. */
    Path account(String directory, String section) {
        String host = directory.replaceFirst("^[a-z]+://", "").replaceFirst("[/:].*", "");
        return folder.resolve("accounts").resolve(plain(host) + "-" + hash(directory + " " + section));
    }

    /** Where our own authority lives. */
    Path internal() {
        return folder.resolve("internal");
    }

    /** A name that can be one of a folder: itself if possible, else what is left of it with something that tells it apart. */
    static String folderName(String name) {
        String lower = name.startsWith("*.") ? "wildcard_" + name.substring(1) : name;
        String plain = plain(lower);
        return plain.equals(lower) && !plain.isEmpty() ? plain : plain + "-" + hash(name);
    }

    private static String plain(String name) {
        String plain =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "_").replaceFirst("^[._-]+(?=.)", "");
        String short100 = plain.length() > 100 ? plain.substring(plain.length() - 100) : plain;
        return short100.startsWith(".") || short100.startsWith("-") ? "_" + short100.substring(1) : short100;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A sentence about what went wrong with the store. */
    StoreFault fault(String what, IOException e) {
        // Most of these have nothing but the file's name for a message.
        String reason = switch (e) {
            case AccessDeniedException denied -> "permission denied for " + denied.getFile();
            case NoSuchFileException missing -> "there is no " + missing.getFile() + ", and it cannot be made";
            case FileAlreadyExistsException other -> other.getFile() + " is no folder";
            case FileSystemException other
            when other.getReason() != null -> other.getReason() + " (" + other.getFile() + ")";
            default -> e.getMessage() == null ? "it cannot be read or written" : e.getMessage();
        };
        return new StoreFault("the store '" + folder + "' " + what + ": " + reason);
    }

    private void unlock() {
        try {
            if (lockFile != null) {
                lockFile.close();
            }
        } catch (IOException e) {
            // The system lets go of the lock when the process ends.
        }
        lock = null;
        lockFile = null;
    }

    @Override
    public synchronized void close() {
        unlock();
    }
}
