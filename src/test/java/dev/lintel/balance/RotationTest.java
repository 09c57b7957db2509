package dev.lintel.balance;

import static dev.lintel.balance.BackendLine.backend;
import static dev.lintel.balance.ServerLine.server;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of roundrobin and static-rr. The orders expected here were seen in HAProxy 2.6 and 3.4, which agree. */
class RotationTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            roundrobin | 1,1,1 | 0 1 2 0 1 2
            roundrobin | 1,2,3 | 2 1 2 0 2 1 2 1 2 0 2 1
            roundrobin | 3,2,1 | 0 1 0 2 0 1 0 1 0 2 0 1
            roundrobin | 5,1,1 | 0 0 0 1 0 0 2 0 0 0 1 0 0 2
            roundrobin | 10,20,30 | 2 1 2 0 2 1 2 1 2 0 2 1 2 1 2 0 2 1 2 1 2 0 2 1 2 1 2 0 2 1 2 1 2 0 2 1 2 1 2 0
            roundrobin | 7,3 | 0 0 0 1 0 0 1 0 0 1 0 0 0 1 0 0 1 0 0 1
            roundrobin | 1,2,4,8 | 3 3 2 3 1 3 2 3 0 3 2 3 1 3 2 3 3 2 3 1 3 2 3 0 3 2 3 1 3 2
            roundrobin | 100,1 | 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
            roundrobin | 13,5,9,2 | 0 2 0 1 2 0 0 2 1 0 2 0 3 0 2 1 0 2 0 0 2 1 0 2 0 1 0 2 3 0 2 0 1 2 0 0 2 1 0 2
            roundrobin | 256,1,128 | 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0
            roundrobin | 2,2,1,1 | 0 1 2 0 1 3 0 1 2 0 1 3
            roundrobin | 3,3,3,1 | 0 1 2 0 1 2 0 1 2 3 0 1 2 0 1 2 0 1 2 3
            static-rr | 1,1,1 | 0 1 2 0 1 2
            static-rr | 1,2,3 | 0 2 1 2 1 2 0 2 1 2 1 2
            static-rr | 3,2,1 | 0 0 1 0 1 2 0 0 1 0 1 2
            static-rr | 5,1,1 | 0 0 0 1 0 0 2 0 0 0 1 0 0 2
            static-rr | 10,20,30 | 0 2 1 2 1 2 0 2 1 2 1 2 0 2 1 2 1 2 0 2 1 2 1 2 0 2 1 2 1 2 0 2 1 2 1 2 0 2 1 2
            static-rr | 7,3 | 0 0 0 1 0 0 1 0 0 1 0 0 0 1 0 0 1 0 0 1
            static-rr | 1,2,4,8 | 0 3 1 2 3 3 2 3 1 3 2 3 2 3 3 0 3 1 2 3 3 2 3 1 3 2 3 2 3 3
            static-rr | 100,1 | 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
            static-rr | 13,5,9,2 | 0 1 0 2 0 1 2 0 0 2 2 0 1 0 3 0 2 0 1 2 0 2 0 1 0 2 0 2 3 0 1 0 2 0 1 2 0 0 2 2
            static-rr | 256,1,128 | 0 0 1 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2 0 0 2
            static-rr | 2,2,1,1 | 0 1 0 1 2 3 0 1 0 1 2 3
            static-rr | 3,3,3,1 | 0 1 2 0 1 2 0 1 2 3 0 1 2 0 1 2 0 1 2 3
            """)
    void followsHaproxy(String algorithm, String weights, String order) {
        Servers servers = group(algorithm, weights);
        List<String> seen = new ArrayList<>();
        for (int i = order.trim().split(" ").length; i > 0; i--) {
            seen.add(servers.pick(Balancer.NO_KEY, null).name().substring(1));
        }
        assertThat(String.join(" ", seen)).isEqualTo(order.trim());
    }

    private static Servers group(String algorithm, String weights) {
        List<ServerLine> lines = new ArrayList<>();
        for (String weight : weights.split(",")) {
            lines.add(server("s" + lines.size(), lines.size() + 1).weight(Integer.parseInt(weight)));
        }
        return backend(lines.toArray(new ServerLine[0])).balance(algorithm).build();
    }

    @Test
    void keepsItsTurnWhenAServerGoes() {
        Servers servers = group("roundrobin", "1,1,1,1");
        assertThat(servers.pick(Balancer.NO_KEY, null)).hasToString("s0");
        assertThat(servers.pick(Balancer.NO_KEY, null)).hasToString("s1");
        servers.all().get(3).health().orders().set(Admin.FORCED_MAINTENANCE, "");
        assertThat(servers.pick(Balancer.NO_KEY, null)).hasToString("s2");
        assertThat(servers.pick(Balancer.NO_KEY, null)).hasToString("s0");
    }

    @Test
    void passesOverTheServerThatIsFullAndTheOneToAvoid() {
        Servers servers = backend(server("a", 1).maxconn(1), server("b", 2), server("c", 3))
                .build();
        assertThat(servers.acquire(servers.find("a"))).isTrue();
        assertThat(servers.pick(Balancer.NO_KEY, null)).hasToString("b");
        assertThat(servers.pick(Balancer.NO_KEY, servers.find("c"))).hasToString("b");
        assertThat(servers.pick(Balancer.NO_KEY, null)).hasToString("c");
    }

    @Test
    void takesTheServerToAvoidWhereItIsTheOnlyOne() {
        Servers servers = backend(server("a", 1), server("b", 2).maxconn(1)).build();
        assertThat(servers.acquire(servers.find("b"))).isTrue();
        assertThat(servers.pick(Balancer.NO_KEY, servers.find("a"))).hasToString("a");
    }

    @Test
    void boundsTheTurnsOfHugeWeights() {
        ServerLine[] lines = new ServerLine[300];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = server("s" + i, i + 1).weight(i % 2 == 0 ? 255 : 256);
        }
        Servers servers = backend(lines).build();
        int[] counts = new int[lines.length];
        for (int i = 0; i < 1 << 16; i++) {
            counts[servers.pick(Balancer.NO_KEY, null).id() - 1]++;
        }
        assertThat(java.util.Arrays.stream(counts).boxed()).allMatch(n -> n >= 216 && n <= 221);
    }
}
