package dev.lintel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Set;

/** The folder in which running programs of one user find each other: one socket each, named after its process. */
final class RuntimeFolder {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private RuntimeFolder() {}

    /**
     * Below {@code /run/lintel} for root, where command sockets for a group may stand beside it, else below {@code XDG_RUNTIME_DIR}, else
     * below the folder for temporary files.
     */
    static Path path() throws IOException {
        Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        String own = System.getenv("XDG_RUNTIME_DIR");
        if (uid.equals(0)) {
            return Path.of("/run/lintel/control");
        }
        return own != null && !own.isEmpty() ? Path.of(own, "lintel") : Path.of("/tmp/lintel-" + uid);
    }

    /** Makes the folder; one that others could write to, or put another in the place of, is refused. */
    static void make(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (!Files.exists(parent)) {
            Files.createDirectories(parent);
        }
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
        }
        if (!isOwn(folder)
                || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || !Files.getPosixFilePermissions(folder).equals(PRIVATE)) {
            throw new IOException("the folder '" + folder + "' is not private to this user (mode 0700)");
        }
        // In the folder for temporary files nobody can rename what belongs to others.
        if (!parent.startsWith("/tmp")
                && (!isOwn(parent) || !Collections.disjoint(Files.getPosixFilePermissions(parent), OTHERS))) {
            throw new IOException("the folder '" + parent + "' can be changed by others than this user");
        }
    }

    private static boolean isOwn(Path file) throws IOException {
        Object owner = Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        return owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    static Path socket(long pid) throws IOException {
        return path().resolve(pid + ".sock");
    }
}
