package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Pos;
import dev.lintel.model.CertificateSpec;
import dev.lintel.peers.TestCa;
import dev.lintel.tls.CertStore;
import dev.lintel.tls.CertificateFault;
import dev.lintel.tls.CertificateFiles;
import dev.lintel.tls.Challenges;
import dev.lintel.tls.IssuerFolder;
import dev.lintel.tls.LiveCertificate;
import dev.lintel.tls.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a certificate whose file somebody else renews. */
class FileWatchTest {
    private static final TestCa MIDDLE = TestCa.root("Watch Root").intermediate("Watch Middle");

    @TempDir
    Path folder;

    private final CertStore store = new CertStore();
    private final BlockingQueue<String> news = new LinkedBlockingQueue<>();

    private LiveCertificate serve(TestCa.Issued issued, IssuerFolder issuers) throws IOException, CertificateFault {
        return serve(CertificateSpec.file(Pos.NONE, write(issued).toString()), issuers);
    }

    private LiveCertificate serve(CertificateSpec spec, IssuerFolder issuers) throws CertificateFault {
        LiveCertificate live = new LiveCertificate(spec, CertificateFiles.load(spec));
        live.settle(spec, CertificateFiles.stamp(spec));
        store.draft(new Challenges(), new TlsPolicy.Sessions(1, 1))
                .install(Map.of(live, new CertStore.Content(live.current(), null)), issuers);
        return live;
    }

    private Path write(TestCa.Issued issued) throws IOException {
        return write(issued.certificate() + issued.key());
    }

    /** At one instant: here the pause is so short that two looks could meet a file that is half written. */
    private Path write(String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        return Files.move(next, folder.resolve("x.pem"), StandardCopyOption.ATOMIC_MOVE);
    }

    private String newsAfter(TestCa.Issued renewed) throws IOException, InterruptedException {
        return newsAfter(renewed.certificate() + renewed.key());
    }

    private String newsAfter(String text) throws IOException, InterruptedException {
        try (FileWatch watch = new FileWatch(store, news::add, Duration.ofMillis(20))) {
            write(text);
            return news.poll(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aRenewedFileIsCompletedAsTheFirstOneWas() throws Exception {
        Path issuers = Files.createDirectory(folder.resolve("issuers"));
        MIDDLE.writeTo(issuers.resolve("middle.pem"));
        LiveCertificate live = serve(MIDDLE.issue("a.test"), IssuerFolder.read(issuers.toString()));
        assertThat(live.current().chain()).hasSize(2);
        TestCa.Issued renewed = MIDDLE.issue("a.test");
        assertThat(newsAfter(renewed)).contains("its files have changed; what they hold now is in force");
        assertThat(live.current().leaf().getSerialNumber()).isEqualTo(renewed.serial());
        assertThat(live.current().chain()).hasSize(2);
    }

    @Test
    void aFileWhoseChainIsBrokenIsRefused() throws Exception {
        TestCa.Issued first = MIDDLE.issue("a.test");
        CertificateSpec spec = CertificateSpec.file(Pos.NONE, write(first.pem()).toString());
        LiveCertificate live = serve(spec, IssuerFolder.NONE);
        assertThat(live.current().chain()).hasSize(2);

        TestCa.Issued renewed = MIDDLE.issue("a.test");
        assertThat(newsAfter(renewed.certificate() + renewed.key()))
                .as("the chain forgotten")
                .contains("stays in force", "the authorities between the certificate in it", "or reload");
        TestCa stranger = TestCa.root("Another Root").intermediate("Another Middle");
        assertThat(newsAfter(renewed.certificate() + stranger.pem() + renewed.key()))
                .as("the chain of another")
                .contains("stays in force", "number 1 (a.test) is not signed by number 2 (Another Middle)");
        assertThat(live.current().leaf().getSerialNumber()).isEqualTo(first.serial());
        assertThat(newsAfter(renewed.pem())).contains("what they hold now is in force");
        assertThat(live.current().leaf().getSerialNumber()).isEqualTo(renewed.serial());
    }
}
