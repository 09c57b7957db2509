package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/** What the real reader of hellos and the plain one make of the same bytes, whole and one by one. */
final class HelloAgreement {
    private HelloAgreement() {}

    static void check(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        String all = HexFormat.of().formatHex(bytes);
        String plain = PlainHello.read(bytes);
        assertThat(read(bytes, bytes.length)).as(all).isEqualTo(plain);
        assertThat(read(bytes, 1)).as("%s byte by byte", all).isEqualTo(plain);
    }

    /** In steps of that many bytes. */
    static String read(byte[] bytes, int step) {
        ByteBuf in = Unpooled.buffer();
        HelloReader reader = new HelloReader();
        for (int from = 0; from < bytes.length; from += step) {
            in.writeBytes(bytes, from, Math.min(step, bytes.length - from));
            switch (reader.read(in)) {
                case MORE -> {}
                case COMPLETE -> {
                    return shown(reader.hello());
                }
                case FOREIGN, BROKEN -> {
                    return PlainHello.REFUSED;
                }
            }
        }
        return PlainHello.MORE;
    }

    private static String shown(ClientHello hello) {
        return hello.sni() + " " + hello.alpn() + (hello.takesRsa() ? " rsa" : "")
                + (hello.takesEcdsa() ? " ecdsa" : "");
    }
}
