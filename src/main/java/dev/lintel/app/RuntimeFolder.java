package dev.lintel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The folder in which running programs of one user find each other: one socket each, named after its process. */
final class RuntimeFolder {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private RuntimeFolder() {}

    /** {@code /run/lintel} for root, else below {@code XDG_RUNTIME_DIR}, else below the folder for temporary files. */
    static Path path() throws IOException {
        Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        String own = System.getenv("XDG_RUNTIME_DIR");
        if (uid.equals(0)) {
            return Path.of("/run/lintel");
        }
        return own != null && !own.isEmpty() ? Path.of(own, "lintel") : Path.of("/tmp/lintel-" + uid);
    }

    /** Makes the folder; one that others could write to is refused. */
    static Path make() throws IOException {
        Path folder = path();
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(folder.getParent());
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
        }
        Object owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        boolean own = owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        if (!own
                || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || !Files.getPosixFilePermissions(folder).equals(PRIVATE)) {
            throw new IOException("the folder '" + folder + "' is not private to this user");
        }
        return folder;
    }

    static Path socket(long pid) throws IOException {
        return path().resolve(pid + ".sock");
    }
}
