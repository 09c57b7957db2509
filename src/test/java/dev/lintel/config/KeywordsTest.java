package dev.lintel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lintel.testkit.HaproxyProgram;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every keyword that HAProxy registers is in a table here. */
class KeywordsTest {
    /** What the dump has and no table: rules' actions and families that are refused by their first words. */
    private static final Set<String> FAMILIES =
            Set.of("http-request", "http-response", "http-after-response", "tcp-request", "tcp-response");

    @Test
    void nameEveryKeywordOfHaproxy() throws Exception {
        assumeTrue(HaproxyProgram.executable() != null, "no haproxy is installed");
        assumeTrue(HaproxyProgram.isAtLeast("3.4"), "needs haproxy 3.4");
        List<String> missing = new ArrayList<>();
        String section = "";
        for (String line : dump()) {
            if (!line.startsWith("\t")) {
                section = line.strip();
            } else if (isMissing(section, line.strip().split(" "))) {
                missing.add(section + ": " + line.strip());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean isMissing(String section, String[] words) {
        return switch (section) {
            case "global" ->
                !GlobalKeywords.TABLE.has(words[0])
                        && !words[0].equals("stats")
                        && !List.of("nbproc", "tune.chksize").contains(words[0]);
            case "listen" ->
                switch (words[0]) {
                    case "bind" ->
                        !BindKeywords.TABLE.has(
                                words[words[2].equals("ssl") && words.length > 3 && !words[3].startsWith("+") ? 3 : 2]);
                    case "server" -> !ServerKeywords.TABLE.has(words[3]);
                    case "option" -> !ProxyKeywords.TABLE.has("option " + words[1]) && !words[1].equals("transparent");
                    default -> !FAMILIES.contains(words[0]) && !Keywords.isKnown(words[0]) && !isOld(words[0]);
                };
            default -> false;
        };
    }

    private static boolean isOld(String word) {
        return OldKeywords.translate(SectionKind.BACKEND, Line.of(dev.lintel.base.Pos.NONE, List.of(word, "1"), ""))
                != null;
    }

    private static List<String> dump() throws Exception {
        String program = HaproxyProgram.executable().toString();
        Process process = new ProcessBuilder(program, "-dKcfg", "-q", "-c", "-f", "/dev/null").start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text.lines().toList();
    }

    @Test
    void everyRefusalHasAReason() {
        assertThat(Keywords.all())
                .allSatisfy(k -> assertThat(k.note() != null).as(k.name()).isEqualTo(k.answer() == Answer.REFUSED));
    }
}
