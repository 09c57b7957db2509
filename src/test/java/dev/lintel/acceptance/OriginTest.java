package dev.lintel.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.acceptance.OriginLab.Page;
import dev.lintel.peers.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file that it all began with, in front of four real git servers, with real clients, on a bad day. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class OriginTest {
    private static final int MEGABYTES_100 = 100 << 20;
    /** A transfer has begun when so much has moved. */
    private static final int MOVED = 4 << 20;

    @TempDir
    private static Path folder;

    private static OriginLab lab;

    @BeforeAll
    static void start() throws Exception {
        lab = new OriginLab(folder);
        lab.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    @Order(1)
    void everyOldLineIsExplained() throws Exception {
        Programs.await("what the file means today", () -> lab.lintel.said().contains("origin.cfg:"));
        assertThat(lab.lintel.said().lines().filter(line -> line.startsWith("origin.cfg:")))
                .containsExactly("origin.cfg:16: note: reqadd X-Forwarded-Proto:\\ http ->"
                        + " http-request add-header X-Forwarded-Proto http (removed in 2.1)");
        assertThat(lab.lintel.said()).doesNotContain("warning", "error");
    }

    @Test
    @Order(2)
    void aClientKeepsItsNode() throws Exception {
        Set<String> seen = new HashSet<>();
        for (int i = 1; i <= 16; i++) {
            String address = "127.0.0." + i;
            Page first = lab.browse(address, null);
            assertThat(first.body()).isEqualTo("cookie=[] for=[" + address + "] proto=[http]");
            assertThat(lab.browse(address, null).node()).isEqualTo(first.node());
            seen.add(first.node());
        }
        assertThat(seen).hasSizeGreaterThan(2);
    }

    @Test
    @Order(3)
    void aSessionKeepsItsServer() throws Exception {
        Path jar = folder.resolve("browser.jar");
        Page first = lab.browse("127.0.0.1", jar);
        GitNode node = lab.nodes.get(first.node());
        String session = first.field("set-cookie");
        assertThat(session).matches("SRV_ID=" + node.cookie + "~session-\\d+; Path=/");
        String id = session.substring(session.indexOf('~') + 1, session.indexOf(';'));

        // On its way home the browser changes its address; by that alone it would go to several nodes.
        for (int i = 1; i <= 8; i++) {
            Page next = lab.browse("127.0.0." + i, jar);
            assertThat(next.node()).isEqualTo(node.name);
            assertThat(next.body()).startsWith("cookie=[SRV_ID=" + id + "] for=[127.0.0." + i + "]");
        }

        int before = lab.lintel.said().length();
        node.die();
        assertThat(lab.browse("127.0.0.1", jar).node()).isNotEqualTo(node.name);
        lab.told(before, "Server gogs/" + node.name + " is DOWN");
        node.start();
        lab.told(before, "Server gogs/" + node.name + " is UP");
        assertThat(lab.browse("127.0.0.1", jar).node()).isEqualTo(node.name);
    }

    @Test
    @Order(4)
    void repositoriesPassWhileNodesFail() throws Exception {
        GitNode clones = lab.nodes.get("green");
        GitNode pushes = lab.nodes.get("orange");
        GitNode dies = lab.nodes.get("pink");
        GitNode hangs = lab.nodes.get("white");
        Path here = lab.randomFile("here", "down.bin", MEGABYTES_100);
        lab.git(here, "push", lab.repository.toString(), "main");
        Path there = lab.randomFile("there", "up.bin", MEGABYTES_100);
        Path copy = folder.resolve("copy");
        int before = lab.lintel.said().length();
        int reloads = 0;

        Programs.Running push = lab.startRemote(there, pushes, "push", lab.url(), "main:up");
        Programs.await("the push is on its way", () -> OriginLab.sizeOf(pushes.uploads) > MOVED);
        dies.die();
        lab.frontendLine("http-request set-header X-Reload 1");
        lab.lintel.reloads();
        assertThat(push.process().isAlive()).isTrue();
        // Whoever belongs to a node that is gone is served by another.
        Programs.Running lost = lab.startRemote(folder, dies, "ls-remote", lab.url());
        assertThat(lost.outcome().succeeded().output()).contains("refs/heads/main");

        Programs.Running clone = lab.startRemote(folder, clones, "clone", lab.url(), copy.toString());
        Programs.await("the clone is on its way", () -> OriginLab.sizeOf(copy) > MOVED);
        hangs.hang();
        lab.frontendLine("http-response set-header X-Reload 2");
        lab.lintel.reloads();
        assertThat(clone.process().isAlive()).isTrue();

        lab.frontendLine("http-request set-heder X-Reload 3");
        assertThat(lab.lintel.refuses()).contains("origin.cfg:").contains("did you mean 'set-header'?");
        while (push.process().isAlive() || clone.process().isAlive()) {
            lab.frontendLine("http-response set-header X-Reload " + ++reloads);
            lab.lintel.reloads();
        }
        push.outcome().succeeded();
        clone.outcome().succeeded();
        assertThat(reloads).isPositive();

        assertSame(copy, "HEAD:down.bin", here, "HEAD:down.bin");
        assertThat(Files.mismatch(copy.resolve("down.bin"), here.resolve("down.bin")))
                .isEqualTo(-1);
        assertSame(lab.repository, "up:up.bin", there, "HEAD:up.bin");
        lab.git(lab.repository, "fsck", "--full");

        lab.told(before, "Server gogs/" + dies.name + " is DOWN");
        lab.told(before, "Server gogs/" + hangs.name + " is DOWN");
        assertThat(lab.startRemote(folder, hangs, "ls-remote", lab.url())
                        .outcome()
                        .succeeded()
                        .output())
                .contains("refs/heads/up");
        assertThat(failedTransfers(before)).isEmpty();

        dies.start();
        hangs.awake();
        for (GitNode node : List.of(dies, hangs)) {
            lab.told(before, "Server gogs/" + node.name + " is UP");
        }
        System.out.println("origin: 100 MiB each way, " + (2 + reloads) + " reloads meanwhile");
    }

    private static void assertSame(Path a, String ofA, Path b, String ofB) throws Exception {
        assertThat(lab.git(a, "rev-parse", ofA)).isEqualTo(lab.git(b, "rev-parse", ofB));
    }

    /** Lines of the access log since then that tell of anything but a good end. */
    private static List<String> failedTransfers(int from) {
        return lab.lintel
                .said()
                .substring(from)
                .lines()
                .filter(line -> line.contains(" web gogs/") && !line.contains(" 200 ") && !line.contains(" 401 "))
                .toList();
    }
}
