package dev.lintel.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever started the program how it stands: a service manager by the datagrams of {@code sd_notify}, and the launcher that
 * waits for a daemon by a line on a pipe. Used by one thread at a time.
 */
final class Supervisor {
    /** The launcher's name for the pipe: it ends when the line has come, and the terminal is free again. */
    private static final String READY_DESCRIPTOR = "LINTEL_READY_FD";

    private final @Nullable String notifySocket = System.getenv("NOTIFY_SOCKET");
    private boolean launcherWaits = System.getenv(READY_DESCRIPTOR) != null;

    void ready() {
        notify("READY=1\nSTATUS=Ready.\nMAINPID=" + ProcessHandle.current().pid());
        if (launcherWaits) {
            // Once: the descriptor's number will be somebody else's.
            launcherWaits = false;
            releaseLauncher(Integer.parseInt(System.getenv(READY_DESCRIPTOR)));
        }
    }

    private static void releaseLauncher(int pipe) {
        try (OutputStream out = Files.newOutputStream(Path.of("/proc/self/fd/" + pipe))) {
            out.write("ready\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The launcher is gone: nobody waits.
        }
        Posix.detach(pipe);
    }

    void reloading() {
        notify("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000 + "\nSTATUS=Reloading configuration.");
    }

    void stopping() {
        notify("STOPPING=1");
    }

    private void notify(String state) {
        if (notifySocket != null && !notifySocket.isEmpty()) {
            Posix.send(notifySocket, state.getBytes(StandardCharsets.UTF_8));
        }
    }
}
