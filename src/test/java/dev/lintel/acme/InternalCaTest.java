package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.tls.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The root of the internal authority: who makes it, and what becomes of one that is broken or old. */
class InternalCaTest {
    private static final Ordered ORDERED = new Ordered(List.of("gogs.home.arpa"), List.of(), null, "ECDSA P-256");

    @TempDir
    private Path folder;

    private X509Certificate issued(Clock clock) throws Exception {
        byte[] chain = new InternalCa(new Store(folder).internal(), clock)
                .issue(ORDERED, null)
                .fullchain();
        return Pem.certificates(chain).getFirst();
    }

    private X509Certificate root() throws Exception {
        return Pem.certificates(KeyPairs.ascii(InternalCa.exported(folder))).getFirst();
    }

    @Test
    void whoeverLooksMakesNothing() throws Exception {
        assertThat(InternalCa.exported(folder.resolve("none"))).isNull();
        assertThat(folder).isEmptyDirectory();
        issued(Clock.systemUTC()).verify(root().getPublicKey());
    }

    @Test
    void isMadeOnceAndNotWhileAnotherHoldsTheStore() throws Exception {
        try (Store other = new Store(folder)) {
            assertThat(other.lock()).isTrue();
            assertThatThrownBy(() -> InternalCa.prepare(folder)).hasMessageContaining("holds the store");
        }
        InternalCa.prepare(folder);
        X509Certificate made = root();
        InternalCa.prepare(folder);
        assertThat(root()).isEqualTo(made);
        try (Store other = new Store(folder)) {
            assertThat(other.lock()).isTrue();
            InternalCa.prepare(folder);
        }
    }

    @Test
    void keyOfAnotherRootSignsNothing() throws Exception {
        InternalCa.prepare(folder);
        Path key = new Store(folder).internal().resolve("root.key");
        Files.writeString(key, KeyPairs.write(KeyPairs.make("ECDSA P-256").getPrivate()));
        assertThatThrownBy(() -> issued(Clock.systemUTC()))
                .isInstanceOf(StoreFault.class)
                .hasMessageContaining("root.pem and root.key do not belong together");
    }

    @Test
    void oldRootIsFollowedByAnotherThatSigns() throws Exception {
        InternalCa.prepare(folder);
        X509Certificate old = root();
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(3640)), ZoneOffset.UTC);
        InternalCa ca = new InternalCa(new Store(folder).internal(), later);
        byte[] leaf = ca.issue(ORDERED, null).fullchain();
        Pem.certificates(leaf).getFirst().verify(root().getPublicKey());
        assertThat(root()).isNotEqualTo(old);
        // Whoever trusted the old one has to hear of it, once.
        assertThat(ca.news())
                .contains(
                        "has a new root, '" + folder,
                        "for the one before ends at " + old.getNotAfter().toInstant(),
                        "have to trust it");
        assertThat(ca.news()).isNull();
    }
}
