package dev.lintel.app;

import dev.lintel.admin.AcmeControl;
import dev.lintel.admin.CertificateChanges;
import dev.lintel.admin.EventSink;
import dev.lintel.admin.Running;
import dev.lintel.admin.RuntimeApi;
import dev.lintel.base.Problems;
import dev.lintel.exchange.ProcessState;
import dev.lintel.model.Config;
import dev.lintel.proxy.Current;
import dev.lintel.proxy.Snapshot;
import dev.lintel.tls.CertStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wires the runtime API to a proxy: opens its sockets with each configuration and tells its commands what runs. */
final class Administration implements Running, AutoCloseable {
    private final Certification certification;
    private final ProcessState process;
    private final Current current;
    private final Sockets sockets;
    private final CertificateChanges certificates;
    private final RuntimeApi api;
    private volatile Config config;

    Administration(
            Certification certification,
            Config config,
            ProcessState process,
            Current current,
            Sockets sockets,
            CertStore certificates,
            boolean takesOver) {
        this.certification = certification;
        this.config = config;
        this.process = process;
        this.current = current;
        this.sockets = sockets;
        this.certificates = new CertificateChanges(certificates);
        this.api = new RuntimeApi(this, takesOver);
    }

    /** Sockets that a configuration asks for, bound; null where one cannot be. */
    RuntimeApi.@Nullable Change change(Config next, Problems problems) {
        return api.change(next.global(), problems);
    }

    /** A configuration is in force. */
    void take(Config next, RuntimeApi.Change change, Problems problems) {
        config = next;
        change.take(problems);
    }

    /** A soft stop has begun. */
    void retire() {
        api.retire();
    }

    @Override
    public String version() {
        return Main.VERSION;
    }

    @Override
    public ProcessState process() {
        return process;
    }

    @Override
    public Snapshot snapshot() {
        return current.snapshot();
    }

    @Override
    public Config config() {
        return config;
    }

    @Override
    public int hardMaxconn() {
        return FileLimit.connections();
    }

    @Override
    public int listeners() {
        return api.listeners()
                + sockets.addresses().values().stream().mapToInt(List::size).sum();
    }

    @Override
    public List<String> commandSockets() {
        return api.lines();
    }

    @Override
    public CertificateChanges certificates() {
        return certificates;
    }

    @Override
    public @Nullable AcmeControl acme() {
        return certification.control();
    }

    @Override
    public List<EventSink> events() {
        return List.of(certification.events());
    }

    @Override
    public void close() {
        api.close();
    }
}
