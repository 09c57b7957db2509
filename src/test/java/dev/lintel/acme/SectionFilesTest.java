package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Problems;
import dev.lintel.model.AcmeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that an {@code acme} section names and that are not there: said at once, by name, and not days later by an order that fails. */
class SectionFilesTest {
    @TempDir
    private Path folder;

    private String problems(Object... namesAndValues) {
        AcmeSpec section = Bench.section("https://ca.example/dir", null, "dns-01");
        Problems problems = new Problems();
        SectionFiles.check(Bench.with(section, namesAndValues), problems);
        StringBuilder text = new StringBuilder();
        problems.print(text);
        return text.toString();
    }

    @Test
    void accountsOfCustomersNeedBothTheirFiles() throws IOException {
        String id = Files.writeString(folder.resolve("id"), "kid").toString();
        assertThat(problems("eabKeyId", id))
                .contains("in section 'acme ca': 'eab-key-id' and 'eab-mac-key' belong together; add 'eab-mac-key"
                        + " <file>'");
        assertThat(problems("eabKeyId", id, "eabMacKey", folder + "/mac"))
                .contains("'eab-mac-key': there is no file " + folder + "/mac")
                .contains("1 error");
        assertThat(problems("eabKeyId", id, "eabMacKey", id)).isEmpty();
    }

    @Test
    void aSecretMayComeLater() {
        assertThat(problems("provider", "cloudflare", "providerSettings", Map.of("token", "file:" + folder + "/t")))
                .contains("warning: in section 'acme ca': 'token' of 'cloudflare': there is no file " + folder + "/t");
        assertThat(problems("provider", "rfc2136", "providerSettings", Map.of("key-file", folder + "/k")))
                .contains("warning: in section 'acme ca': 'key-file' of 'rfc2136': there is no file " + folder + "/k");
        assertThat(problems("notices", List.of(List.of("ntfy", "https://ntfy.example/x", "token", "file:/no/file"))))
                .contains("warning: in section 'acme ca': 'notify ntfy': there is no file /no/file");
        assertThat(problems("provider", "cloudflare", "providerSettings", Map.of("token", "env:TOKEN")))
                .isEmpty();
    }

    @Test
    void whoVouchesForTheAuthorityIsNeeded() {
        assertThat(problems("caFile", folder + "/ca.pem"))
                .contains("'ca-file': there is no file " + folder + "/ca.pem")
                .contains("1 error");
    }
}
