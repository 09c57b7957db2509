package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testkit.Mutations;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw hellos: each whole, byte by byte, at every cut, and in records of every small size, with one verdict. */
class HelloReaderTest {
    private static final int EACH = Integer.getInteger("mutations", 500);

    /** @param means name, protocols and kinds of signature; or "refused" */
    record Case(String what, byte[] bytes, String means) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static HelloText hello() {
        return new HelloText();
    }

    private static final int[] BOTH = {0x0403, 0x0804, 0x0401};

    static final List<Case> CASES = List.of(
            new Case(
                    "a browser's",
                    hello().sni("Git.Example.ORG")
                            .alpn("h2", "http/1.1")
                            .signatures(BOTH)
                            .record(),
                    "git.example.org [h2, http/1.1] rsa ecdsa"),
            new Case("without extensions", hello().bare().record(), "null [] rsa"),
            new Case(
                    "with none of them known",
                    hello().extension(23, new byte[0]).record(),
                    "null [] rsa"),
            new Case("RSA alone", hello().sni("a").signatures(0x0804).record(), "a [] rsa"),
            new Case("ECDSA alone", hello().sni("a").signatures(0x0403).record(), "a [] ecdsa"),
            new Case(
                    "ECDSA without a suite for it",
                    hello().ciphers(0xc02f).sni("a").signatures(BOTH).record(),
                    "a [] rsa"),
            new Case("Ed25519", hello().sni("a").signatures(0x0807).record(), "a [] ecdsa"),
            new Case("an empty name", hello().sni("").record(), "refused"),
            new Case("a name of 255 bytes", hello().sni("n".repeat(255)).record(), "n".repeat(255) + " [] rsa"),
            new Case("a name of 256 bytes", hello().sni("n".repeat(256)).record(), "refused"),
            new Case("a name with a zero", hello().sni("a\0b").record(), "refused"),
            new Case("a name with a space", hello().sni("a b").record(), "refused"),
            new Case("a name beyond ASCII", hello().sni("\u00e4").record(), "refused"),
            new Case("two names", hello().sni("a").sni("b").record(), "refused"),
            new Case(
                    "a name of another kind",
                    hello().extension(0, HelloText.sized(2, new byte[] {1, 0, 1, 'a'}))
                            .record(),
                    "null [] rsa"),
            new Case(
                    "a list of names that is too long",
                    hello().extension(0, new byte[] {0, 9, 0, 0, 1, 'a'}).record(),
                    "refused"),
            new Case(
                    "an empty list of names",
                    hello().extension(0, new byte[] {0, 0}).record(),
                    "refused"),
            new Case("an empty protocol", hello().alpn("h2", "").record(), "refused"),
            new Case("two lists of protocols", hello().alpn("h2").alpn("h2").record(), "refused"),
            new Case(
                    "an odd list of ciphers",
                    hello().rawCiphers((byte) 0x13, (byte) 1, (byte) 0).record(),
                    "refused"),
            new Case(
                    "an extension that is cut",
                    hello().raw((byte) 0, (byte) 99, (byte) 0, (byte) 5, (byte) 1)
                            .record(),
                    "refused"),
            new Case(
                    "bytes behind the extensions",
                    hello().sni("a").behind((byte) 0).record(),
                    "refused"),
            new Case(
                    "an announced length without bytes",
                    new byte[] {22, 3, 1, 0, 4, 1, (byte) 255, (byte) 255, (byte) 255},
                    "refused"),
            new Case("more than 64 KiB announced", new byte[] {22, 3, 1, 0, 4, 1, 1, 0, 0}, "refused"),
            new Case("an empty record", HelloText.record(22, 1, new byte[0]), "refused"),
            new Case("a record that is too long", new byte[] {22, 3, 1, 0x40, 1}, "refused"),
            new Case("another message", HelloText.record(22, 1, new byte[] {2, 0, 0, 0}), "refused"),
            new Case("an alert", HelloText.record(21, 1, new byte[] {2, 40}), "refused"),
            new Case(
                    "another record in between",
                    HelloText.joined(
                            HelloText.record(22, 1, new byte[] {1, 0, 0, 9, 3, 3}),
                            HelloText.record(21, 1, new byte[] {1, 0})),
                    "refused"),
            new Case("SSLv2", new byte[] {(byte) 0x80, 46, 1, 3, 1}, "refused"),
            new Case(
                    "plain HTTP",
                    "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    "refused"));

    @ParameterizedTest
    @FieldSource("CASES")
    void oneVerdictHoweverItIsCut(Case each) {
        byte[] bytes = each.bytes;
        assertThat(PlainHello.read(bytes)).isEqualTo(each.means);
        for (int step = 1; step <= bytes.length; step++) {
            assertThat(HelloAgreement.read(bytes, step))
                    .as("in steps of %d", step)
                    .isEqualTo(each.means);
        }
    }

    @Test
    void aHelloMayComeInRecordsOfAnySize() {
        byte[] message = hello().sni("a.example").alpn("h2").signatures(BOTH).message();
        for (int size = 1; size <= message.length; size++) {
            assertThat(HelloAgreement.read(HelloText.records(message, size), 1))
                    .as("in records of %d", size)
                    .isEqualTo("a.example [h2] rsa ecdsa");
        }
    }

    @Test
    void aHelloMayHaveSixtyFourKibibytesAndNotOneByteMore() {
        int without = hello().extension(21, new byte[0]).message().length;
        byte[] largest = padded(HelloReader.MAX_BYTES - without);
        assertThat(largest).hasSize(HelloReader.MAX_BYTES);
        assertThat(HelloAgreement.read(HelloText.records(largest, 1 << 14), 1 << 12))
                .isEqualTo("null [] rsa");
        byte[] larger = padded(HelloReader.MAX_BYTES - without + 1);
        assertThat(HelloAgreement.read(HelloText.records(larger, 1 << 14), 1 << 12))
                .isEqualTo(PlainHello.REFUSED);
    }

    private static byte[] padded(int more) {
        byte[] padding = new byte[more];
        // Two bytes of the extensions' length say at most 65535: the rest is a longer list of ciphers.
        if (more > 60_000) {
            int[] suites = new int[(more - 60_000) / 2 + 4];
            java.util.Arrays.fill(suites, 0xc02f);
            int spare = (more - 60_000) % 2;
            return hello().ciphers(suites)
                    .extension(21, new byte[60_000 + spare])
                    .message();
        }
        return hello().extension(21, padding).message();
    }

    @Test
    void nothingIsTakenOfTheBytes() {
        byte[] bytes = hello().sni("a").record();
        var in = Unpooled.wrappedBuffer(bytes);
        assertThat(new HelloReader().read(in)).isEqualTo(HelloReader.State.COMPLETE);
        assertThat(in.readableBytes()).isEqualTo(bytes.length);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void twoReadersAgreeOnWhatIsNearlyRight(long seed) {
        List<byte[]> good = CASES.stream().map(Case::bytes).toList();
        List<byte[]> pieces = List.of(
                new byte[] {0},
                new byte[] {1},
                new byte[] {(byte) 255},
                new byte[] {0, 0},
                new byte[] {0, 13},
                new byte[] {0, 16},
                new byte[] {22, 3, 1},
                new byte[] {22, 3, 3, 0, 1},
                new byte[] {4, 3},
                new byte[40]);
        Mutations mutations = new Mutations(seed, good, pieces);
        for (int i = 0; i < EACH; i++) {
            HelloAgreement.check(mutations.next());
        }
    }
}
