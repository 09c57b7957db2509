package dev.lintel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test of {@link LayersTest}: each rule finds a violation that is planted here, at its line, and leaves the innocent alone. */
class PlantedViolationsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "proxy   | import dev.lintel.net.Transport;         | 'proxy' may not use 'net'",
                "base    | import dev.lintel.model.Config;          | 'base' may not use 'model'",
                "http    | dev.lintel.app.Main.main(null);          | 'http' may not use 'app'",
                "acme    | import static dev.lintel.kube.Watch.of;  | 'acme' may not use 'kube'",
                "config  | import dev.lintel.rule.Fetch;            | config uses model and base only",
                "proxy   | import io.netty.channel.Channel;         | outside net and tls only",
                "app     | import io.netty.handler.ssl.SslContext;  | outside net and tls only",
                "rule    | import java.util.stream.Stream;          | java.util.stream stays out",
                "rule    | names.stream().map(x);                   | java.util.stream stays out",
                "net     | import java.util.Optional;               | Optional stays out",
                "http    | String.format(`x`);                      | String.format stays out",
                "tls     | java.util.concurrent.CompletableFuture f; | futures stay out",
                "base    | class AbstractThing {}                   | the name AbstractThing",
                "base    | record ThingImpl() {}                    | the name ThingImpl",
                "base    | interface StringUtils {}                 | the name StringUtils",
                "base    | String getName() { return name; }        | getName: accessors have no get prefix",
                "base    | record Thing(int size, String getName) {} | getName: accessors have no get prefix",
                "base    | // TO`DO later                           | finish it",
            })
    void isFoundAtItsLine(String layer, String line, String message) {
        String planted = line.replace("`x`", "\"x\"").replace("TO`DO", "TO" + "DO");
        assertThat(violations(layer, planted))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("planted/Thing.java:5: ")
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "proxy  | import dev.lintel.stream.HttpStream;",
                "proxy  | import dev.lintel.proxy.Pipe;",
                "net    | import io.netty.channel.Channel;",
                "rule   | import io.netty.buffer.ByteBuf;",
                "http   | import io.netty.util.AsciiString;",
                "compile | import java.util.stream.Stream;",
                "proxy  | HttpStream s = exchange.stream();",
                "proxy  | // dev.lintel.net is never seen from here, and String.format( neither",
                "base   | String s = `import dev.lintel.app.Main; class AbstractThing`;",
                "base   | @Override public String getName() { return name; }",
                "base   | return getName();",
            })
    void theInnocentPass(String layer, String line) {
        assertThat(violations(layer, line.replace('`', '"'))).isEmpty();
    }

    @Test
    void whatConcernsWholeFilesIsFound() {
        String many = "package dev.lintel.base;\n\n/** A thing. */\nclass Thing {}\n" + "\n".repeat(397);
        assertThat(LayersTest.longFile(SourceFile.of("T.java", many)))
                .singleElement()
                .asString()
                .contains("401 lines");
        assertThat(LayersTest.longFile(SourceFile.of("T.java", many.substring(1))))
                .hasSize(1);
        assertThat(LayersTest.longFile(SourceFile.of("T.java", many.substring(0, many.length() - 1))))
                .isEmpty();

        String silent = "package dev.lintel.base;\n\nimport java.util.List;\n\npublic final class Thing {}\n";
        assertThat(LayersTest.silentTypes(SourceFile.of("T.java", silent)))
                .singleElement()
                .asString()
                .startsWith("T.java:5: Thing");
        String spoken = silent.replace("public final", "/** A thing. */\n@Deprecated(since = \"1\")\npublic final");
        assertThat(LayersTest.silentTypes(SourceFile.of("T.java", spoken))).isEmpty();

        SourceFile stray = SourceFile.of("T.java", "package dev.lintel.base.deep;\n");
        assertThat(LayersTest.strayPackages(stray))
                .singleElement()
                .asString()
                .contains("dev.lintel.base.deep has no line");

        String two = "/**\n" + " * Words.\n".repeat(2) + " */\npackage dev.lintel.base;\n";
        assertThat(LayersTest.shortIntroductions(SourceFile.of("package-info.java", two)))
                .hasSize(1);
        String three = two.replaceFirst("Words", "Words\n * and more");
        assertThat(LayersTest.shortIntroductions(SourceFile.of("package-info.java", three)))
                .isEmpty();
    }

    private static List<String> violations(String layer, String line) {
        SourceFile file = SourceFile.of(
                "planted/Thing.java",
                "package dev.lintel." + layer + ";\n\n/** A thing. */\nclass Thing {\n" + line + "\n}\n");
        List<String> found = new ArrayList<>();
        found.addAll(LayersTest.strayPackages(file));
        found.addAll(LayersTest.emptyNames(file));
        found.addAll(LayersTest.getters(file));
        found.addAll(LayersTest.openEnds(file));
        found.addAll(LayersTest.silentTypes(file));
        if (found.isEmpty()) {
            LayersTest.walls().forEach(wall -> found.addAll(LayersTest.crossings(file, wall)));
        }
        if (found.isEmpty()) {
            found.addAll(LayersTest.upwardUses(file));
        }
        return found;
    }
}
