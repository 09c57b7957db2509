import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How long it takes a peer to read its files again when one certificate of many has changed. */
final class Reload {
    private Reload() {}

    /**
     * Lintel's own command waits until the new state is in force. The others have none that does: theirs is the time in which
     * they read and check the same files, which is what their new process does before it serves anybody.
     */
    static Sample measure(Running target, Path folder) throws IOException, Running.Absent {
        // Neither the first, which is the default one, nor the last, which the other rows ask for.
        int number = target.setup.tls().certificates() / 2;
        long serial = Certificates.renew(folder, target.setup.tls(), number);
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(target.reload())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes());
        double millis = (System.nanoTime() - begin) / 1e6;
        try {
            if (process.waitFor() != 0) {
                throw new Running.Absent("its reload failed: "
                        + text.strip().lines().reduce((a, b) -> b).orElse("no output"));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        long errors = 0;
        if (target.peer.kind() == Peer.Kind.LINTEL) {
            TlsClient.Answer answer = TlsClient.get(target.port, "/", Setup.host(number));
            errors = answer.certificate().getSerialNumber().longValue() == serial ? 0 : 1;
        }
        return Sample.idle(millis, target.residentMib(), errors);
    }
}
