package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.net.ProxyProtocol.Found;
import dev.lintel.stream.Address;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** What the real reader of PROXY headers and the plain one make of the same bytes, whole and one by one. */
final class ProxyHeaderAgreement {
    private ProxyHeaderAgreement() {}

    static void check(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        String all = RawCase.spelled(bytes, 0, bytes.length);
        String plain = PlainProxyHeader.read(bytes);
        String whole = read(bytes, bytes.length);
        // To know early that a header is wrong is no disagreement, as long as no more of it would have been right.
        boolean early = plain.equals(PlainProxyHeader.MORE) && whole.equals(PlainProxyHeader.REFUSED);
        if (!early) {
            assertThat(whole).as(all).isEqualTo(plain);
        }
        assertThat(read(bytes, 1)).as("%s byte by byte", all).isEqualTo(whole);
    }

    private static String read(byte[] bytes, int step) {
        ByteBuf in = Unpooled.buffer();
        ProxyProtocol protocol = new ProxyProtocol();
        for (int from = 0; from < bytes.length; from += step) {
            in.writeBytes(bytes, from, step);
            Found found = protocol.read(in);
            if (found == Found.COMPLETE) {
                String who = protocol.source == null ? "-" : shown(protocol.source) + " " + shown(protocol.destination);
                return who + " " + in.readerIndex();
            }
            if (found != Found.MORE) {
                return PlainProxyHeader.REFUSED;
            }
        }
        return PlainProxyHeader.MORE;
    }

    private static String shown(Address address) {
        return PlainProxyHeader.shown(address.ip(), address.port());
    }
}
