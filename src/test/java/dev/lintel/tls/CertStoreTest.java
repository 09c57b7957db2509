package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Pos;
import dev.lintel.model.CertificateSpec;
import dev.lintel.peers.TestCa;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reload does to certificates that are replaced while it is being prepared, and what completes them. */
class CertStoreTest {
    private static final TestCa MIDDLE = TestCa.root("Store Root").intermediate("Store Middle");

    @TempDir
    Path folder;

    private final CertStore store = new CertStore();
    private final Certificate first = issue();
    private final LiveCertificate live = new LiveCertificate(CertificateSpec.file(Pos.NONE, "x"), first);

    @BeforeEach
    void start() {
        install(first, null, IssuerFolder.NONE);
    }

    private void install(Certificate next, Certificate kept, IssuerFolder issuers) {
        store.draft(new Challenges(), new TlsPolicy.Sessions(1, 1))
                .install(Map.of(live, new CertStore.Content(next, kept)), issuers);
    }

    private static Certificate issue() {
        TestCa.Issued issued = MIDDLE.issue("a.test");
        try {
            return Pem.read(List.of((issued.certificate() + issued.key()).getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateFault e) {
            throw new AssertionError(e);
        }
    }

    private IssuerFolder middle() throws CertificateFault {
        MIDDLE.writeTo(folder.resolve("middle.pem"));
        return IssuerFolder.read(folder.toString());
    }

    @Test
    void whatIsSwappedWhileAReloadIsPreparedStays() {
        Certificate swapped = issue();
        store.swap(live, swapped);
        install(first, first, IssuerFolder.NONE);
        assertThat(live.current()).isSameAs(swapped);
    }

    @Test
    void whatIsSwappedWhileAReloadIsPreparedIsCompletedByTheNewFolder() throws CertificateFault {
        IssuerFolder issuers = middle();
        Certificate swapped = issue();
        store.swap(live, swapped);
        install(issuers.complete(first), first, issuers);
        assertThat(live.current().leaf()).isEqualTo(swapped.leaf());
        assertThat(live.current().chain()).hasSize(2);
    }

    @Test
    void whatAReloadHasReadGoesBeforeWhatServes() {
        Certificate read = issue();
        store.swap(live, issue());
        install(read, null, IssuerFolder.NONE);
        assertThat(live.current()).isSameAs(read);
    }

    @Test
    void whatIsKeptIsTheSameObject() throws CertificateFault {
        IssuerFolder issuers = middle();
        install(issuers.complete(first), first, issuers);
        Certificate completed = live.current();
        assertThat(completed.chain()).hasSize(2);
        install(middle().complete(completed), completed, middle());
        assertThat(live.current()).isSameAs(completed);
    }

    @Test
    void whatIsSwappedIsCompleted() throws CertificateFault {
        install(first, null, middle());
        store.swap(live, issue());
        assertThat(live.current().chain()).hasSize(2);
    }
}
