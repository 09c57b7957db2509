package dev.lintel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of keywords is the one that the tables make. */
class KeywordListTest {
    @Test
    void pageIsCurrent() throws IOException {
        assertThat(Files.readString(Path.of("docs/keywords.md")))
                .as("docs/keywords.md is old: ./lintel keywords --page > docs/keywords.md")
                .isEqualTo(KeywordList.page());
    }

    @Test
    void pageOfCommandsIsCurrent() throws IOException {
        assertThat(Files.readString(Path.of("docs/runtime-api.md")))
                .as("docs/runtime-api.md is old: ./lintel keywords --runtime-api > docs/runtime-api.md")
                .isEqualTo(CommandList.page());
    }

    @Test
    void everyWordHasOneAnswer() {
        assertThat(KeywordList.text().lines()).allMatch(line -> line.matches("(runs|accepted|refused) .*"));
        assertThat(KeywordList.text()).contains("runs     proxy keywords                    balance\n");
    }
}
