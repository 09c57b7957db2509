package dev.lintel.acme;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Writes to disk so that a crash at any instant leaves what was or what is to be; everything for the owner's eyes only. */
final class Durable {
    /** Ends the name of what is not whole yet. */
    static final String UNFINISHED = ".new";

    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private Durable() {}

    /** A folder of mode 0700, with those above it; one that is there keeps its mode. */
    static Path folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, FOLDER);
            sync(folder.toAbsolutePath().getParent());
        }
        return folder;
    }

    /** Replaces the file, or makes it, mode 0600. */
    static void write(Path file, byte[] content) throws IOException {
        Path unfinished = beside(file);
        try {
            writeNew(unfinished, content);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // A disk that is full must not be filled by every further try.
            Files.deleteIfExists(unfinished);
            throw e;
        }
        sync(file.toAbsolutePath().getParent());
    }

    /** A file that nobody reads before its folder gets its name; on disk when this returns. */
    static void writeNew(Path file, byte[] content) throws IOException {
        Set<StandardOpenOption> how = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, how, FILE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Lets the symbolic link lead elsewhere, in one step. */
    static void point(Path link, Path target) throws IOException {
        Path unfinished = beside(link);
        Files.createSymbolicLink(unfinished, target);
        Files.move(unfinished, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(link.toAbsolutePath().getParent());
    }

    /** Until this returns a name made or removed in the folder may be lost with the power. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes a folder and what is in it; what is gone already is no fault. */
    static void remove(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> inside = Files.list(path)) {
                for (Path each : inside.toList()) {
                    remove(each);
                }
            }
        }
        Files.deleteIfExists(path);
    }

    /** Removes what a crash left unfinished. */
    static void sweep(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path each :
                    inside.filter(path -> path.toString().endsWith(UNFINISHED)).toList()) {
                remove(each);
            }
        }
    }

    /** Removes what a crash left of {@link #write} and {@link #point}, and nothing whose own name ends like that. */
    static void sweepHidden(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path each : inside.toList()) {
                if (each.getFileName().toString().matches("\\..+\\.\\d+\\" + UNFINISHED)) {
                    remove(each);
                }
            }
        }
    }

    private static Path beside(Path file) {
        long random = ThreadLocalRandom.current().nextLong() >>> 1;
        return file.resolveSibling("." + file.getFileName() + "." + random + UNFINISHED);
    }
}
