package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.Headers;
import dev.lintel.stream.HttpLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What the real reader and the plain one make of the same bytes, and the real one of every way in which they may arrive. */
final class RequestAgreement {
    /** Small enough for what is tried here to reach them. */
    static final HttpLimits LIMITS = new HttpLimits(100, 250, 8, 60, 3);

    private RequestAgreement() {}

    /** @param cuts places at which the bytes are cut in two, each on its own */
    static void check(byte[] bytes, int... cuts) {
        String all = RawCase.spelled(bytes, 0, bytes.length);
        List<String> whole = understood(bytes);
        List<String> plain = PlainRequests.read(bytes, LIMITS);
        assertThat(agree(whole, plain))
                .as("%s%nis read as  %s%nand plainly %s", all, whole, plain)
                .isTrue();
        int[] each = IntStream.range(0, bytes.length).toArray();
        assertThat(understood(bytes, each)).as("%s byte by byte", all).isEqualTo(whole);
        for (int cut : cuts) {
            assertThat(understood(bytes, cut)).as("%s cut at %s", all, cut).isEqualTo(whole);
        }
    }

    private static List<String> understood(byte[] bytes, int... cuts) {
        ServerSide side = new ServerSide();
        side.limits = LIMITS;
        RawRequestsTest.arrive(side, bytes, cuts);
        List<String> understood =
                side.exchanges.stream().map(RequestAgreement::shown).toList();
        RawRequestsTest.end(side);
        return understood;
    }

    private static String shown(ServerSide.Exchange exchange) {
        if (exchange.malformed != null) {
            return exchange.malformed.status() + "";
        }
        String told = exchange.toString();
        String head = exchange.head.toString();
        return head + " " + exchange.head.version + " " + fields(exchange.head.headers) + told.substring(head.length());
    }

    private static List<String> fields(Headers headers) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < headers.size(); i++) {
            all.add(headers.name(i) + ": " + headers.text(i));
        }
        return all;
    }

    private static boolean agree(List<String> real, List<String> plain) {
        boolean open = !plain.isEmpty() && plain.getLast().equals(PlainRequests.EITHER);
        if (real.size() != plain.size() && !(open && real.size() == plain.size() - 1)) {
            return false;
        }
        for (int i = 0; i < real.size(); i++) {
            if (!agree(real.get(i), plain.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean agree(String real, String plain) {
        if (real.matches("[0-9]{3}")) {
            return plain.equals(PlainRequests.REFUSED) || plain.equals(PlainRequests.EITHER);
        }
        String marked = plain.replace("\" [", "\" {").replaceAll("]( !400|)$", "}$1");
        if (plain.endsWith(PlainBody.EITHER)) {
            String begins = plain.substring(0, plain.length() - PlainBody.EITHER.length());
            return real.equals(begins + PlainBody.MORE) || real.equals(begins + PlainBody.WRONG);
        }
        return real.equals(plain) || real.equals(marked);
    }
}
