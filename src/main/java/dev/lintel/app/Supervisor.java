package dev.lintel.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever started the program how it stands: a service manager by the datagrams of {@code sd_notify}, and the launcher that
 * waits for a daemon by a line on a pipe.
 *
 * @param notifySocket {@code NOTIFY_SOCKET}, or null
 * @param launcher the pipe's descriptor, or -1
 */
record Supervisor(@Nullable String notifySocket, int launcher) {
    /** The launcher's name for the pipe: it ends when the line has come, and the terminal is free again. */
    private static final String READY_DESCRIPTOR = "LINTEL_READY_FD";

    static Supervisor ofProcess() {
        String pipe = System.getenv(READY_DESCRIPTOR);
        return new Supervisor(System.getenv("NOTIFY_SOCKET"), pipe == null ? -1 : Integer.parseInt(pipe));
    }

    void ready() {
        notify("READY=1\nSTATUS=Ready.\nMAINPID=" + ProcessHandle.current().pid());
        if (launcher >= 0 && Files.exists(pipe())) {
            releaseLauncher();
        }
    }

    private Path pipe() {
        return Path.of("/proc/self/fd/" + launcher);
    }

    private void releaseLauncher() {
        try (OutputStream out = Files.newOutputStream(pipe())) {
            out.write("ready\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The launcher is gone: nobody waits.
        }
        Posix.detach(launcher);
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
