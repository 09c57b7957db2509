package dev.lintel.admin;

import dev.lintel.exchange.ProcessState;
import dev.lintel.model.Config;
import dev.lintel.proxy.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The running process as commands see it; any thread. */
public interface Running {
    /** The version that {@code -v} prints. */
    String version();

    ProcessState process();

    Snapshot snapshot();

    /** The configuration in force. */
    Config config();

    /** Client connections that may be open at a time as far as the system goes, whatever the configuration says. */
    int hardMaxconn();

    /** Listening sockets, those of the runtime API included. */
    int listeners();

    /** Lines of {@code show cli sockets}. */
    List<String> commandSockets();

    /** The certificates in memory, and what operators change of them. */
    CertificateChanges certificates();

    /** What obtains certificates; null where no certificate asks for it. */
    @Nullable
    AcmeControl acme();

    /** What {@code show events} tells. */
    List<EventSink> events();

    default long uptimeSeconds() {
        return (System.currentTimeMillis() - process().startedMillis) / 1000;
    }
}
