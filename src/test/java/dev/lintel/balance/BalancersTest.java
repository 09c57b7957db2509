package dev.lintel.balance;

import static dev.lintel.balance.BackendLine.backend;
import static dev.lintel.balance.ServerLine.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.model.BackendSpec.HashType;
import dev.lintel.model.Option;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the algorithms choose while exchanges stay with their servers. Orders were seen in HAProxy 2.6 with requests that hang. */
class BalancersTest {
    @ParameterizedTest
    @CsvSource({
        "'1,1,1', '0 1 2 0 1 2 0 1 2 0 1 2'",
        "'1,2', '0 1 1 1 0 1 1 0 1 1 0 1'",
        "'3,1,2', '0 1 2 0 2 0 0 2 0 1 2 0'",
        "'10,30', '0 1 1 1 1 1 0 1 1 1 0 1'"
    })
    void leastconnFillsByWeight(String weights, String order) {
        List<ServerLine> lines = new ArrayList<>();
        for (String weight : weights.split(",")) {
            lines.add(server("s" + lines.size(), lines.size() + 1).weight(Integer.parseInt(weight)));
        }
        assertThat(filled("leastconn", 12, lines.toArray(new ServerLine[0]))).isEqualTo(order);
    }

    @Test
    void firstFillsByNumber() {
        ServerLine[] lines = {
            server("s0", 5).maxconn(2),
            server("s1", 1).maxconn(3),
            server("s2", 2).maxconn(1)
        };
        assertThat(filled("first", 7, lines)).isEqualTo("1 1 1 2 0 0 full");
    }

    @Test
    void leastconnUsesServerQueuesUpToMaxqueue() {
        Servers servers = backend(server("a", 1).maxconn(1).maxqueue(1))
                .balance("leastconn")
                .build();
        Server only = servers.find("a");
        assertThat(servers.acquire(only)).isTrue();
        assertThat(servers.pick(Balancer.NO_KEY, null)).isSameAs(only);
        servers.enqueue(new Guest(new ManualLoop()), only, false);
        assertThat(servers.queueFull(only)).isTrue();
        assertThat(servers.pick(Balancer.NO_KEY, null)).isNull();
    }

    private static String filled(String algorithm, int exchanges, ServerLine... lines) {
        Servers servers = backend(lines).balance(algorithm).build();
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < exchanges; i++) {
            Server chosen = servers.pick(Balancer.NO_KEY, null);
            seen.add(chosen == null ? "full" : chosen.name().substring(1));
            if (chosen != null) {
                assertThat(servers.acquire(chosen)).isTrue();
            }
        }
        return String.join(" ", seen);
    }

    @Test
    void randomFollowsWeightsAndAvoidsTheLoaded() {
        Servers one = backend(server("a", 1).weight(1), server("b", 2).weight(3))
                .balance("random", "1")
                .build();
        int b = 0;
        for (int i = 0; i < 4000; i++) {
            b += one.pick(Balancer.NO_KEY, null).name().equals("b") ? 1 : 0;
        }
        assertThat(b).isBetween(2800, 3200);
        Servers two = backend(server("a", 1), server("b", 2)).balance("random").build();
        two.find("a").current.set(50);
        int a = 0;
        for (int i = 0; i < 4000; i++) {
            a += two.pick(Balancer.NO_KEY, null).name().equals("a") ? 1 : 0;
        }
        assertThat(a).isBetween(850, 1150);
        assertThat(two.pick(Balancer.NO_KEY, two.find("b"))).hasToString("a");
    }

    @Test
    void aBackupServesOnlyWhenNobodyElseCan() {
        Servers servers = backend(
                        server("a", 1), server("x", 2).backup(), server("y", 3).backup())
                .build();
        assertThat(servers.pick(Balancer.NO_KEY, null)).hasToString("a");
        servers.find("a").health().orders().set(Admin.FORCED_MAINTENANCE, "");
        assertThat(servers.pick(Balancer.NO_KEY, null)).hasToString("x");
        assertThat(servers.pick(Balancer.NO_KEY, servers.find("x"))).hasToString("x");
        servers.find("x").health().orders().set(Admin.FORCED_MAINTENANCE, "");
        assertThat(servers.pick(Balancer.NO_KEY, null)).hasToString("y");
    }

    @Test
    void allBackupsServeTogetherWhereAsked() {
        Servers servers = backend(
                        server("a", 1).disabled(),
                        server("x", 2).backup(),
                        server("y", 3).backup())
                .option(Option.ALLBACKUPS)
                .build();
        assertThat(servers.pick(Balancer.NO_KEY, null)).hasToString("x");
        assertThat(servers.pick(Balancer.NO_KEY, null)).hasToString("y");
    }

    @Test
    void nobodyIsChosenWhereNobodyIsLeft() {
        Servers servers =
                backend(server("a", 1).weight(0), server("b", 2).disabled()).build();
        assertThat(servers.set().isEmpty()).isTrue();
        assertThat(servers.pick(Balancer.NO_KEY, null)).isNull();
    }

    @Test
    void aConsistentHashMovesOnlyTheKeysOfTheServerThatWent() {
        HashType type = new HashType(true, "sdbm", true, 0);
        Servers servers = backend(server("a", 1), server("b", 2), server("c", 3), server("d", 4))
                .balance(type, "uri")
                .build();
        Hash hash = new Hash(type);
        String[] before = new String[500];
        for (int i = 0; i < before.length; i++) {
            before[i] = servers.pick(key(hash, i), null).name();
        }
        servers.find("c").health().orders().set(Admin.FORCED_MAINTENANCE, "");
        for (int i = 0; i < before.length; i++) {
            String now = servers.pick(key(hash, i), null).name();
            assertThat(now).isNotEqualTo("c");
            if (!before[i].equals("c")) {
                assertThat(now).isEqualTo(before[i]);
            }
        }
    }

    @Test
    void aBalanceFactorBoundsTheLoadOfAServer() {
        HashType type = new HashType(true, "sdbm", true, 150);
        Servers servers = backend(server("a", 1), server("b", 2), server("c", 3))
                .balance(type, "uri")
                .build();
        for (int i = 0; i < 30; i++) {
            Server chosen = servers.pick(4711, null);
            assertThat(servers.acquire(chosen)).isTrue();
        }
        assertThat(servers.all()).allMatch(server -> server.current.get() <= 15);
        assertThat(servers.all()).anyMatch(server -> server.current.get() == 15);
    }

    private static long key(Hash hash, int i) {
        byte[] bytes = dev.lintel.http.Bytes.of("/page/" + i);
        return hash.key(bytes, 0, bytes.length);
    }
}
