package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.AddressText;
import java.util.ArrayList;
import java.util.List;

/**
 * Networks and addresses ({@code -m ip}, manual section 7.1.6): the smallest network around an address wins. An IPv6 address that stands for
 * an IPv4 one is looked for among those too, and the other way round. Immutable, shared by all loops.
 */
final class NetworkSet implements Patterns {
    private final NetworkTable v4;
    private final NetworkTable v6;
    /** Networks whose masks have holes: address, mask and place in the list, three numbers each. */
    private final int[] odd;

    private NetworkSet(NetworkTable v4, NetworkTable v6, int[] odd) {
        this.v4 = v4;
        this.v6 = v6;
        this.odd = odd;
    }

    static NetworkSet of(List<String> patterns) {
        List<NetworkTable.Entry> v4 = new ArrayList<>();
        List<NetworkTable.Entry> v6 = new ArrayList<>();
        List<Integer> odd = new ArrayList<>();
        for (int i = 0; i < patterns.size(); i++) {
            NetworkPattern pattern = NetworkPattern.of(patterns.get(i));
            if (pattern.prefix() < 0) {
                odd.add((int) pattern.low() & pattern.mask());
                odd.add(pattern.mask());
                odd.add(i);
            } else {
                (pattern.isV4() ? v4 : v6)
                        .add(new NetworkTable.Entry(pattern.high(), pattern.low(), pattern.prefix(), i));
            }
        }
        int[] triples = new int[odd.size()];
        for (int i = 0; i < triples.length; i++) {
            triples[i] = odd.get(i);
        }
        return new NetworkSet(NetworkTable.of(v4, 32), NetworkTable.of(v6, 128), triples);
    }

    @Override
    public int find(Sample s) {
        if (s.type == SampleType.IPV4) {
            long address = AddressText.number(s.buf, s.off);
            int found = findV4(address);
            return found >= 0 ? found : v6.find(0, 0xffff00000000L | address);
        }
        if (s.type != SampleType.IPV6) {
            return -1;
        }
        int found = v6.find(
                AddressText.number(s.buf, s.off) << 32 | AddressText.number(s.buf, s.off + 4),
                AddressText.number(s.buf, s.off + 8) << 32 | AddressText.number(s.buf, s.off + 12));
        if (found >= 0) {
            return found;
        }
        long within = AddressText.v4Within(s.buf, s.off);
        return within < 0 ? -1 : findV4(within);
    }

    private int findV4(long address) {
        int found = v4.find(0, address);
        if (found >= 0) {
            return found;
        }
        for (int i = 0; i < odd.length; i += 3) {
            if (((int) address & odd[i + 1]) == odd[i]) {
                return odd[i + 2];
            }
        }
        return -1;
    }
}
