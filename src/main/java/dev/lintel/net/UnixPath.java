package dev.lintel.net;

import dev.lintel.model.BindSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.EnumSet;
import java.util.Set;

/**
 * The path of a listening unix socket: bound under a name of this process, then moved to its own, so that whoever comes finds either the
 * socket before or this one, never none (as HAProxy does). Used by the control plane.
 */
final class UnixPath {
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    private final Path path;
    private final Path temporary;
    private boolean published;

    UnixPath(String path) {
        this.path = Path.of(path);
        this.temporary = Path.of(path + "." + ProcessHandle.current().pid() + ".tmp");
        remove(temporary);
    }

    /** Where to bind. */
    String temporary() {
        return temporary.toString();
    }

    /** Gives the bound socket its owner and its permissions. */
    void own(BindSpec bind) throws IOException {
        if (bind.mode() >= 0) {
            Files.setPosixFilePermissions(temporary, permissions(bind.mode()));
        }
        owner(temporary, bind);
    }

    /** Gives it its name. */
    void publish() throws IOException {
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        published = true;
    }

    void close() {
        remove(published ? path : temporary);
    }

    private static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            // Binding says what is wrong with it.
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.length; bit++) {
            if ((mode & 1 << bit) != 0) {
                set.add(BITS[bit]);
            }
        }
        return set;
    }

    private static void owner(Path bound, BindSpec bind) throws IOException {
        UserPrincipalLookupService names = bound.getFileSystem().getUserPrincipalLookupService();
        PosixFileAttributeView view = Files.getFileAttributeView(bound, PosixFileAttributeView.class);
        if (bind.user() != null) {
            view.setOwner(names.lookupPrincipalByName(bind.user()));
        }
        if (bind.group() != null) {
            view.setGroup(names.lookupPrincipalByGroupName(bind.group()));
        }
    }
}
