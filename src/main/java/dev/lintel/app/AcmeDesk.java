package dev.lintel.app;

import dev.lintel.acme.Certificates;
import dev.lintel.acme.Status;
import dev.lintel.admin.AcmeControl;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the runtime API and the command line what the certificates that renew themselves do. */
record AcmeDesk(Certificates certificates) implements AcmeControl {
    @Override
    public Path folder() {
        return certificates.folder();
    }

    @Override
    public List<Row> status() {
        return certificates.status().stream().map(AcmeDesk::row).toList();
    }

    private static Row row(Status status) {
        return new Row(
                status.certificate(),
                status.section(),
                switch (status.state()) {
                    case RUNNING -> State.RUNNING;
                    case SCHEDULED -> State.SCHEDULED;
                    case STOPPED -> State.STOPPED;
                },
                status.names(),
                status.notAfter(),
                status.next(),
                status.step(),
                status.failing(),
                status.problem(),
                status.waiting().stream()
                        .map(record -> new Waiting(record.domain(), record.fqdn(), record.value()))
                        .toList());
    }

    @Override
    public @Nullable String renew(String certificate) {
        return certificates.renew(certificate);
    }

    @Override
    public int challengeReady(String certificate, String domain) {
        return certificates.challengeReady(certificate, domain);
    }
}
