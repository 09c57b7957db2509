package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.net.ProxyProtocol.Found;
import dev.lintel.stream.Address;
import dev.lintel.stream.ProxyHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Raw PROXY headers: each whole, byte by byte and at every cut, with one verdict and nothing taken of what follows. */
class ProxyProtocolTest {
    /** @param means {@code source destination}, "-" where the header names nobody, or null where there is no good header */
    record Case(String raw, Found verdict, String means) {
        static Case good(String raw, String means) {
            return new Case(raw, Found.COMPLETE, means);
        }

        static Case bad(String raw, Found verdict) {
            return new Case(raw, verdict, null);
        }

        byte[] bytes() {
            return raw.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return verdict + " " + raw.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
        }
    }

    private static final String V2 = "\r\n\r\n\0\r\nQUIT\n";
    private static final String FOUR = "\u00c0\0\2\1\u00cb\0\161\7\4\127\0\120";
    private static final String SIX =
            "\40\1\15\u00b8\0\0\0\0\0\0\0\0\0\0\0\1\40\1\15\u00b8\0\0\0\0\0\0\0\0\0\0\0\2\u00ff\u00ff\0\0";

    static final List<Case> CASES = List.of(
            Case.good("PROXY TCP4 192.0.2.1 203.0.113.7 1111 80\r\n", "192.0.2.1:1111 203.0.113.7:80"),
            Case.good(
                    "PROXY TCP4 255.255.255.255 255.255.255.255 65535 0\r\n",
                    "255.255.255.255:65535 255.255.255.255:0"),
            Case.good("PROXY TCP6 2001:db8::1 ::1 65535 443\r\n", "[2001:db8::1]:65535 [::1]:443"),
            Case.good("PROXY UNKNOWN\r\n", "-"),
            Case.good("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", "-"),
            Case.good("PROXY UNKNOWN " + "x".repeat(91) + "\r\n", "-"),
            Case.bad("PROXY UNKNOWN " + "x".repeat(92) + "\r\n", Found.BROKEN),
            Case.bad("PROXY TCP5 192.0.2.1 203.0.113.7 1111 80\r\n", Found.UNKNOWN),
            Case.bad("PROXY \r\n", Found.UNKNOWN),
            Case.bad("PROXY TCP4\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.1 203.0.113.7 1111\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.1 203.0.113.7 1111 80 \r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.1  203.0.113.7 1111 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.1 203.0.113.7 1111 65536\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.1 203.0.113.7 -1 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.1 203.0.113.7 +1 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.1 203.0.113.7 1x 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.01 203.0.113.7 1111 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.1 00.0.113.7 1111 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.1 203.0.113.7 1111 080\r\n", Found.BROKEN),
            Case.bad("PROXY TCP6 ::ffff:192.0.02.1 ::1 1111 80\r\n", Found.BROKEN),
            Case.good("PROXY TCP4 0.0.0.0 10.0.20.0 0 80\r\n", "0.0.0.0:0 10.0.20.0:80"),
            Case.bad("PROXY TCP4 192.0.2.1 203.0.113.7  80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2 203.0.113.7 1111 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.256 203.0.113.7 1111 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 a.example 203.0.113.7 1111 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.1 ::1 1111 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP6 192.0.2.1 203.0.113.7 1111 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP6 2001:db8:::1 ::1 1111 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.1 203.0.113.7 1111 80\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.1\r 203.0.113.7 1111 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 192.0.2.1\0 203.0.113.7 1111 80\r\n", Found.BROKEN),
            Case.bad("PROXY TCP4 " + "1".repeat(120), Found.BROKEN),
            Case.bad("proxy TCP4 192.0.2.1 203.0.113.7 1111 80\r\n", Found.FOREIGN),
            Case.bad("GET / HTTP/1.1\r\n\r\n", Found.FOREIGN),
            Case.bad("\r\n\r\nGET / HTTP/1.1\r\n\r\n", Found.FOREIGN),
            Case.bad("\0", Found.FOREIGN),
            Case.good(V2 + "\41\21\0\14" + FOUR, "192.0.2.1:1111 203.0.113.7:80"),
            Case.good(V2 + "\41\41\0\44" + SIX, "[2001:db8::1]:65535 [2001:db8::2]:0"),
            Case.good(V2 + "\41\21\0\22" + FOUR + "\4\0\3abc", "192.0.2.1:1111 203.0.113.7:80"),
            Case.good(V2 + "\40\0\0\0", "-"),
            Case.good(V2 + "\40\21\0\14" + FOUR, "-"),
            Case.good(V2 + "\41\0\0\0", "-"),
            Case.good(V2 + "\41\61\0\330" + "s".repeat(216), "-"),
            Case.good(V2 + "\41\0\2\10" + "t".repeat(520), "-"),
            Case.bad(V2 + "\41\0\2\11" + "t".repeat(521), Found.BROKEN),
            Case.bad(V2 + "\41\0\u00ff\u00ff", Found.BROKEN),
            Case.bad(V2 + "\41\21\0\13" + FOUR, Found.BROKEN),
            Case.bad(V2 + "\41\41\0\14" + FOUR, Found.BROKEN),
            Case.bad(V2 + "\61\21\0\14" + FOUR, Found.BROKEN),
            Case.bad(V2 + "\42\21\0\14" + FOUR, Found.BROKEN),
            Case.bad(V2 + "\1\21\0\14" + FOUR, Found.BROKEN));

    @ParameterizedTest
    @FieldSource("CASES")
    void whole(Case each) {
        check(each, each.bytes().length);
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void atEveryCut(Case each) {
        for (int cut = 1; cut < each.bytes().length; cut++) {
            check(each, cut);
        }
    }

    /** Gives a first part, and then all with a request behind it. */
    private static void check(Case each, int cut) {
        byte[] bytes = each.bytes();
        ByteBuf in = Unpooled.buffer();
        ProxyProtocol protocol = new ProxyProtocol();
        in.writeBytes(bytes, 0, cut);
        Found found = protocol.read(in);
        if (found == Found.MORE) {
            in.writeBytes(bytes, cut, bytes.length - cut).writeBytes(new byte[] {'G', 'E', 'T'});
            found = protocol.read(in);
            if (each.means != null) {
                assertThat(in.readableBytes())
                        .as("the header is taken, and no more")
                        .isEqualTo(3);
            }
        } else if (cut < bytes.length) {
            assertThat(each.means).as("decided before its end").isNull();
        }
        assertThat(found).isEqualTo(each.verdict);
        if (each.means != null) {
            assertThat(meaning(protocol)).isEqualTo(each.means);
        }
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void byteByByte(Case each) {
        ByteBuf in = Unpooled.buffer();
        ProxyProtocol protocol = new ProxyProtocol();
        Found found = Found.MORE;
        for (byte b : each.bytes()) {
            found = protocol.read(in.writeByte(b));
            if (found != Found.MORE) {
                break;
            }
        }
        assertThat(found).isEqualTo(each.verdict);
    }

    private static String meaning(ProxyProtocol protocol) {
        return protocol.source == null ? "-" : protocol.source + " " + protocol.destination;
    }

    static List<List<Address>> pairs() {
        return List.of(
                List.of(Address.of(new byte[] {10, 0, 0, 1}, 1), Address.of(new byte[] {127, 0, 0, 1}, 65535)),
                List.of(Address.of(six(1), 40000), Address.of(six(2), 443)));
    }

    private static byte[] six(int last) {
        byte[] ip = new byte[16];
        ip[0] = 0x20;
        ip[15] = (byte) last;
        return ip;
    }

    /** What is sent to servers is what is read from proxies. */
    @ParameterizedTest
    @MethodSource("pairs")
    void readsWhatIsWritten(List<Address> pair) {
        Address from = pair.getFirst();
        Address to = pair.getLast();
        for (byte[] header : List.of(ProxyHeader.v1(from, to), ProxyHeader.v2(from, to))) {
            ProxyProtocol protocol = new ProxyProtocol();
            assertThat(protocol.read(Unpooled.wrappedBuffer(header))).isEqualTo(Found.COMPLETE);
            assertThat(meaning(protocol)).isEqualTo(from + " " + to);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void namesNobodyWhereTheFamiliesDiffer(List<Address> pair) {
        Address unix = Address.unix("/run/a.sock");
        for (byte[] header : List.of(
                ProxyHeader.v1(pair.getFirst(), unix),
                ProxyHeader.v2(pair.getFirst(), unix),
                ProxyHeader.own(1, unix, unix),
                ProxyHeader.own(2, pair.getFirst(), pair.getLast()))) {
            ProxyProtocol protocol = new ProxyProtocol();
            assertThat(protocol.read(Unpooled.wrappedBuffer(header))).isEqualTo(Found.COMPLETE);
            assertThat(protocol.source).isNull();
        }
    }
}
