package dev.lintel.config;

import dev.lintel.http.Bytes;
import dev.lintel.testkit.Mutations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations that are nearly right: each is read or refused in words, and printed so that it says the same. */
class RandomConfigurationsTest {
    private static final int EACH = Integer.getInteger("mutations", 300);

    private static final List<byte[]> PIECES = Stream.of(
                    "\n",
                    "\r\n",
                    " ",
                    "\t",
                    "\\",
                    "\\\n",
                    "\"",
                    "'",
                    "#",
                    "$",
                    "${A}",
                    "\"$A\"",
                    "${A-x}",
                    "\\x41",
                    "{",
                    "}",
                    "(",
                    ")",
                    ",",
                    "!",
                    "||",
                    "-1",
                    "0",
                    "99999999999999999999",
                    "5s",
                    "\0",
                    "\u00e9",
                    ".if 1\n",
                    ".if defined(A)\n",
                    ".else\n",
                    ".elif 0\n",
                    ".endif\n",
                    "defaults\n",
                    "defaults a from b\n",
                    "frontend f\n",
                    "backend b\n",
                    "listen l\n",
                    "global\n",
                    "no ",
                    "default ",
                    "acl a path /x\n",
                    "bind :80\n",
                    "server s 127.0.0.1:80 check\n",
                    "if ",
                    "unless ",
                    "http-request ",
                    "timeout client ",
                    "mode tcp\n",
                    "option ",
                    "reqadd X:\\ y\n",
                    "userlist u\n",
                    "unknown w\n")
            .map(Bytes::of)
            .toList();

    static List<byte[]> good() {
        try (Stream<Path> files = Files.list(Path.of("src/test/config"))) {
            return files.filter(file ->
                            Files.isRegularFile(file) && !file.toString().contains("wrong"))
                    .sorted()
                    .map(RandomConfigurationsTest::configuration)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] configuration(Path file) {
        try {
            return Bytes.of(Files.readString(file, StandardCharsets.ISO_8859_1).split("\n----", 2)[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void saysTheSameWhenItIsPrinted(long seed) {
        Mutations mutations = new Mutations(seed, good(), PIECES);
        for (int i = 0; i < EACH; i++) {
            byte[] bytes = mutations.next();
            ConfigurationAgreement.check(Bytes.text(bytes, 0, bytes.length));
        }
    }
}
