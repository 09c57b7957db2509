package dev.lintel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the control socket stands: beside command sockets that others may use, and out of everybody's reach. */
class RuntimeFolderTest {
    @TempDir
    private Path temporary;

    private Path run;

    @BeforeEach
    void putAway() {
        // As a folder of /run: not yet there.
        run = temporary.resolve("lintel");
    }

    private String problem() {
        ControlSocket.Orders orders = order -> new Program.Outcome(true, "");
        try (ControlSocket socket = ControlSocket.open(run.resolve("control"), List.of("haproxy.cfg"), orders)) {
            return socket.problem();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aFolderForAllHoldsOneForThisUserAlone() throws IOException {
        // As systemd's RuntimeDirectory= makes it.
        Files.createDirectory(run);
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(problem()).isNull();
        assertThat(mode(run)).isEqualTo("rwxr-xr-x");
        assertThat(mode(run.resolve("control"))).isEqualTo("rwx------");
    }

    @Test
    void whatIsNotThereIsMade() {
        assertThat(problem()).isNull();
        assertThat(run.resolve("control")).isDirectory();
    }

    @Test
    void whatOthersCanChangeIsRefusedWithAWord() throws IOException {
        assertThat(problem()).isNull();
        Files.setPosixFilePermissions(run.resolve("control"), PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(problem()).contains("'" + run + "/control' is not private to this user");
    }
}
