package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that cannot be is told in words: a path alone says nothing. */
class StoreReasonsTest {
    @TempDir
    private Path folder;

    @Test
    void whereNoFolderCanBe() {
        assertThatThrownBy(() -> new Store(Path.of("/proc/lintel-store")).lock())
                .isInstanceOf(StoreFault.class)
                .hasMessage(
                        "the store '/proc/lintel-store' cannot be used: there is no /proc/lintel-store, and it cannot"
                                + " be made");
    }

    @Test
    void whereSomethingElseIs() throws IOException {
        Path file = Files.writeString(folder.resolve("store"), "not a folder");
        assertThatThrownBy(() -> new Store(file).lock())
                .isInstanceOf(StoreFault.class)
                .satisfies(e -> assertThat(e.getMessage()).endsWith("store is no folder"));
    }
}
