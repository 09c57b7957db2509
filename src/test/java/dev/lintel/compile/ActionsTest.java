package dev.lintel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.exchange.Exchange;
import dev.lintel.rule.Reply;
import dev.lintel.rule.Traffic;
import dev.lintel.rule.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Rules against a table of what HAProxy makes of requests. */
class ActionsTest {
    @TestFactory
    List<DynamicTest> table() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        List<String> request = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        List<String> result = new ArrayList<>();
        for (String line : lines()) {
            if (line.startsWith("> ")) {
                request.add(line.substring(2));
            } else if (line.startsWith("< ")) {
                result.add(line.substring(2).strip());
            } else if (line.isBlank() && !request.isEmpty()) {
                tests.add(test(List.copyOf(request), String.join("\n", rules), String.join("\n", result)));
                request.clear();
                rules.clear();
                result.clear();
            } else if (!line.isBlank() && !line.startsWith("#")) {
                rules.add(line);
            }
        }
        return tests;
    }

    private static DynamicTest test(List<String> request, String rules, String expected) {
        return DynamicTest.dynamicTest(rules + " on " + request.getFirst(), () -> {
            FrontendText frontend = new FrontendText(rules);
            assertThat(frontend.problems.hasErrors())
                    .as(frontend.messages().toString())
                    .isFalse();
            Exchange x = Traffic.request(String.join("\n", request));
            Verdict verdict = frontend.request(x);
            String got = verdict == Verdict.REPLY
                    ? Integer.toString(((Reply) x.reply).status())
                    : Traffic.text(x.request).strip();
            assertThat(got.lines().map(String::strip).toList())
                    .isEqualTo(expected.lines().toList());
        });
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = ActionsTest.class.getResourceAsStream("/dev/lintel/rule/actions.txt")) {
            return (new String(in.readAllBytes(), StandardCharsets.ISO_8859_1) + "\n")
                    .lines()
                    .toList();
        }
    }
}
