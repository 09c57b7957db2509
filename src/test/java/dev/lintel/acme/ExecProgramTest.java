package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real scripts, called as certbot calls its hooks and as lego calls its program. */
class ExecProgramTest {
    private static final TxtRecord RECORD = TxtRecord.of("*.example.org", "v4l-_ue");

    @TempDir
    Path folder;

    @Test
    void certbotHooksFindTheirVariables() throws Exception {
        Path seen = folder.resolve("seen");
        Path auth = script(
                "auth",
                "echo \"$CERTBOT_DOMAIN $CERTBOT_VALIDATION [$CERTBOT_TOKEN] $# \" >> " + seen + "; echo record-17");
        Path cleanup =
                script("cleanup", "echo \"clean $CERTBOT_DOMAIN $CERTBOT_VALIDATION $CERTBOT_AUTH_OUTPUT\" >> " + seen);
        DnsProvider provider = Provided.by("exec", "program", auth.toString(), "cleanup-program", cleanup.toString());
        provider.present(RECORD);
        provider.cleanup(RECORD);
        assertThat(seen).hasContent("example.org v4l-_ue [] 0 \nclean example.org v4l-_ue record-17\n");
    }

    @Test
    void legoProgramGetsArguments() throws Exception {
        Path seen = folder.resolve("seen");
        Path program = script("dns", "echo \"$# $1 $2 $3 $4\" >> " + seen);
        DnsProvider provider = Provided.by("exec", "program", program + " --verbose", "style", "lego");
        provider.present(RECORD);
        provider.cleanup(RECORD);
        assertThat(seen)
                .hasContent("4 --verbose present _acme-challenge.example.org. v4l-_ue\n"
                        + "4 --verbose cleanup _acme-challenge.example.org. v4l-_ue\n");
    }

    @Test
    void noShellSeesTheValue() throws Exception {
        Path program = script("dns", "exit 0");
        Provided.by("exec", "program", program.toString(), "style", "lego")
                .present(TxtRecord.of("example.org", "$(touch " + folder.resolve("harm") + ")"));
        assertThat(folder.resolve("harm")).doesNotExist();
    }

    @Test
    void failureShowsWhatWasPrinted() throws Exception {
        Path program = script("auth", "echo 'zone is locked' >&2; exit 3");
        assertThatThrownBy(
                        () -> Provided.by("exec", "program", program.toString()).present(RECORD))
                .hasMessage("exec: " + program + " ended with status 3: zone is locked");
    }

    @Test
    void endlessOutputIsCutAndEndlessTimeIsEnded() throws Exception {
        Path loud = script("loud", "head -c 3000000 /dev/zero | tr '\\0' x; exit 1");
        assertThatThrownBy(() -> Provided.by("exec", "program", loud.toString()).present(RECORD))
                .hasMessageMatching("exec: .*/loud ended with status 1: x{200}\\.\\.\\.");
        Path slow = script("slow", "exec sleep 60");
        assertThatThrownBy(() -> Provided.by("exec", "program", slow.toString(), "timeout", "1")
                        .present(RECORD))
                .hasMessage("exec: " + slow + " was stopped: it was not done after 1 s ('timeout' gives it longer)");
    }

    @Test
    void programThatCannotBeRun() {
        assertThatThrownBy(() -> Provided.by("exec", "program", "/no/such/hook").present(RECORD))
                .hasMessage("exec: 'program': /no/such/hook cannot be run: does it exist, is it executable (chmod +x),"
                        + " and does its first line name an interpreter?");
    }

    private Path script(String name, String body) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }
}
