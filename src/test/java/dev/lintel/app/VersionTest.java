package dev.lintel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The version that the program prints is the one that the build carries. */
class VersionTest {
    @Test
    void programAndBuildAgree() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        assertThat(pom).contains("<artifactId>lintel</artifactId>\n  <version>" + Main.VERSION + "</version>");
    }
}
