package dev.lintel.proxy;

import static dev.lintel.balance.BackendLine.backend;
import static dev.lintel.balance.ServerLine.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.balance.BackendLine;
import dev.lintel.balance.ManualLoop;
import dev.lintel.balance.ServerLine;
import dev.lintel.balance.Servers;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.exchange.Session;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.RequestHead;
import dev.lintel.model.BackendSpec.BalanceSpec;
import dev.lintel.model.BackendSpec.HashType;
import dev.lintel.rule.Sampler;
import dev.lintel.stream.Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Which server a key leads to: {@code keys.csv} holds what HAProxy 3.4 chose for the same backend and the same requests. */
class BalanceKeyTest {
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvFileSource(resources = "keys.csv", delimiter = '|')
    void leadsWhereHaproxyLeads(String balance, String hashType, String weights, String keys, String expected) {
        String[] words = balance.split(" ");
        boolean header = words[0].startsWith("hdr(");
        String name = header ? words[0].substring(4, words[0].length() - 1) : "x";
        List<String> arguments = new ArrayList<>(Arrays.asList(words).subList(1, words.length));
        if (header) {
            arguments.addFirst(name);
        }
        BackendLine backend = backend(lines(weights))
                .balance(type(hashType), header ? "hdr" : words[0], arguments.toArray(new String[0]));
        Servers servers = backend.build();
        BalanceSpec spec = backend.spec().balance();
        Sampler expression = (x, out) -> out.str(x.request.headers.text(HeaderName.of("x")));
        BalanceKey key = BalanceKey.of(spec, expression);
        List<String> seen = new ArrayList<>();
        for (String text : keys.trim().split(" ")) {
            long number = key.of(exchange(spec.algorithm(), name, text));
            seen.add(servers.pick(number, null).name().substring(1));
        }
        assertThat(String.join(" ", seen)).isEqualTo(expected.trim());
    }

    private static ServerLine[] lines(String weights) {
        List<ServerLine> lines = new ArrayList<>();
        for (String weight : weights.trim().split(",")) {
            lines.add(server("s" + lines.size(), lines.size() + 1).weight(Integer.parseInt(weight)));
        }
        return lines.toArray(new ServerLine[0]);
    }

    private static HashType type(String text) {
        String[] words = text.trim().split(" ");
        boolean consistent = words[0].equals("consistent");
        boolean avalanche = words.length > 2 || consistent && words.length == 1;
        return new HashType(consistent, words.length > 1 ? words[1] : "sdbm", avalanche, 0);
    }

    private static Exchange exchange(String algorithm, String header, String key) {
        Address client = Address.of(algorithm.equals("source") ? ip(key) : new byte[4], 4711);
        Exchange x = new Exchange(new Session(new ManualLoop(), new ProxyCounters("f", 2), 1, client, Address.UNKNOWN));
        x.request = new RequestHead(new Headers());
        boolean inTarget = algorithm.equals("uri") || algorithm.equals("url_param");
        byte[] target = Bytes.of("~" + (inTarget ? key : "/") + "~");
        x.request.target(target, 1, target.length - 2);
        x.request.headers.add(HeaderName.of(header), Bytes.of("~" + key + "~"), 1, key.length());
        return x;
    }

    private static byte[] ip(String text) {
        byte[] ip = new byte[4];
        String[] parts = text.split("\\.");
        for (int i = 0; i < 4; i++) {
            ip[i] = (byte) Integer.parseInt(parts[i]);
        }
        return ip;
    }
}
