package dev.lintel.balance;

import static dev.lintel.balance.BackendLine.backend;
import static dev.lintel.balance.ServerLine.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.balance.Server.State;
import dev.lintel.model.Option;
import dev.lintel.model.ServerSpec.Observe;
import org.junit.jupiter.api.Test;

/** The state machine and its words. The sentences are those that HAProxy 2.6 logged for the same events. */
class HealthTest {
    private static final CheckResult GOOD = new CheckResult(CheckStatus.L4_OK, 0, null, 0);
    private static final CheckResult REFUSED = new CheckResult(CheckStatus.L4_FAILED, 0, "Connection refused", 0);
    private static final CheckResult OK = new CheckResult(CheckStatus.L7_OK, 200, null, 0);
    private static final CheckResult NOT_FOUND = new CheckResult(CheckStatus.L7_OK_STOPPING, 404, null, 0);
    private static final CheckResult UNAVAILABLE =
            new CheckResult(CheckStatus.L7_WRONG_STATUS, 503, "Service Unavailable", 0);

    private final ManualLoop loop = new ManualLoop();
    private final Events events = new Events();
    private Servers servers;

    private Health start(BackendLine line) {
        servers = line.build();
        servers.commit(loop, events, name -> servers);
        return servers.all().getFirst().health();
    }

    private void said(String... sentences) {
        assertThat(events.said).containsExactly(sentences);
        events.said.clear();
    }

    @Test
    void aNewServerIsOneFailureAwayFromGoingDownAndThenHasToRise() {
        Health a = start(backend(server("a", 1).check(2, 2)));
        a.result(REFUSED);
        said(
                "1 Server b/a is DOWN, reason: Layer4 connection problem, info: \"Connection refused\", check duration: 0ms."
                        + " 0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.",
                "0 backend b has no server available!");
        a.result(GOOD);
        assertThat(servers.all().getFirst().state()).isEqualTo(State.STOPPED);
        a.result(GOOD);
        said("5 Server b/a is UP, reason: Layer4 check passed, check duration: 0ms."
                + " 1 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.");
        a.result(REFUSED);
        assertThat(servers.all().getFirst().state()).as("fall 2").isEqualTo(State.RUNNING);
        a.result(REFUSED);
        assertThat(servers.all().getFirst().state()).isEqualTo(State.STOPPED);
    }

    @Test
    void aFailureAfterAFullStreakHasToHappenFallTimes() {
        Health a = start(backend(server("a", 1).check(2, 3)));
        a.result(GOOD);
        a.result(REFUSED);
        a.result(REFUSED);
        a.result(GOOD);
        a.result(REFUSED);
        a.result(REFUSED);
        assertThat(events.said).isEmpty();
        a.result(REFUSED);
        assertThat(servers.set().isEmpty()).isTrue();
        assertThat(servers.all().getFirst().counters().failedChecks).isEqualTo(5);
    }

    @Test
    void tellsThatABackupTakesOver() {
        Health a = start(
                backend(server("a", 1).check(2, 2), server("b", 2).check(2, 2).backup()));
        a.result(REFUSED);
        said(
                "1 Server b/a is DOWN, reason: Layer4 connection problem, info: \"Connection refused\", check duration: 0ms."
                        + " 0 active and 1 backup servers left. Running on backup. 0 sessions active, 0 requeued, 0 remaining in queue.");
    }

    @Test
    void logsEveryChangeOfAStreakWhereAsked() {
        Health a = start(
                backend(server("a", 1).check(2, 2), server("b", 2).check(2, 2)).option(Option.LOG_HEALTH_CHECKS));
        a.result(REFUSED);
        servers.find("b").health().result(GOOD);
        servers.find("b").health().result(GOOD);
        said(
                "5 Health check for server b/a failed, reason: Layer4 connection problem, info: \"Connection refused\","
                        + " check duration: 0ms, status: 0/2 DOWN.",
                "1 Server b/a is DOWN. 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.",
                "5 Health check for server b/b succeeded, reason: Layer4 check passed, check duration: 0ms, status: 2/2 UP.");
    }

    @Test
    void aServerThatAnswers404StopsGently() {
        Health a = start(backend(server("a", 1).check(2, 2), server("b", 2)));
        Server server = servers.find("a");
        a.result(OK);
        a.result(NOT_FOUND);
        assertThat(server.usable()).isFalse();
        assertThat(server.reachable()).isTrue();
        said("5 Server b/a is stopping, reason: Layer7 check conditionally passed, code: 404, check duration: 0ms."
                + " 1 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.");
        a.result(UNAVAILABLE);
        a.result(UNAVAILABLE);
        said(
                "5 Server b/a is DOWN, reason: Layer7 wrong status, code: 503, info: \"Service Unavailable\", check duration: 0ms."
                        + " 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.");
        a.result(OK);
        a.result(OK);
        said("5 Server b/a is UP, reason: Layer7 check passed, code: 200, check duration: 0ms."
                + " 2 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.");
    }

    @Test
    void obeysOperators() {
        Health a = start(
                backend(server("a", 1).check(2, 2), server("b", 2).check(2, 2).backup()));
        Health b = servers.find("b").health();
        a.orders().maintain();
        a.orders().ready();
        a.orders().drain();
        a.orders().maintain();
        a.orders().drain();
        a.orders().ready();
        b.orders().maintain();
        a.orders().set(Admin.FORCED_MAINTENANCE, "");
        a.orders().clear(Admin.FORCED_MAINTENANCE);
        b.orders().ready();
        a.weight(0);
        a.weight(1);
        said(
                "1 Server b/a is going DOWN for maintenance. 0 active and 1 backup servers left. Running on backup."
                        + " 0 sessions active, 0 requeued, 0 remaining in queue.",
                "5 Server b/a is UP/READY (leaving forced maintenance).",
                "5 Server b/a enters drain state. 0 active and 1 backup servers online. Running on backup."
                        + " 0 sessions requeued, 0 total in queue.",
                "5 Server b/a is going DOWN for maintenance. 0 active and 1 backup servers left. Running on backup."
                        + " 0 sessions active, 0 requeued, 0 remaining in queue.",
                "5 Server b/a is UP/DRAIN (leaving forced maintenance).",
                "5 Server b/a remains in forced drain mode.",
                "5 Server b/a is UP (leaving forced drain).",
                "1 Backup Server b/b is going DOWN for maintenance. 1 active and 0 backup servers left."
                        + " 0 sessions active, 0 requeued, 0 remaining in queue.",
                "1 Server b/a is going DOWN for maintenance. 0 active and 0 backup servers left."
                        + " 0 sessions active, 0 requeued, 0 remaining in queue.",
                "0 backend b has no server available!",
                "5 Server b/a is UP/READY (leaving forced maintenance).",
                "5 Backup Server b/b is UP/READY (leaving forced maintenance).");
    }

    @Test
    void maintenanceOfADeadServerMakesItStartAnew() {
        Health a = start(backend(server("a", 1).check(2, 2), server("b", 2)));
        a.result(REFUSED);
        events.said.clear();
        a.orders().maintain();
        assertThat(a.orders().maintenance()).isTrue();
        a.orders().ready();
        a.result(REFUSED);
        said(
                "5 Server b/a was DOWN and now enters maintenance.",
                "5 Server b/a is UP/READY (leaving forced maintenance).",
                "1 Server b/a is DOWN, reason: Layer4 connection problem, info: \"Connection refused\", check duration: 0ms."
                        + " 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.");
    }

    @Test
    void followsTheServerThatItTracks() {
        Health a = start(backend(
                server("a", 1).check(2, 2), server("b", 2), server("t", 3).track("a")));
        Health t = servers.find("t").health();
        a.orders().maintain();
        t.orders().maintain();
        a.orders().ready();
        t.orders().ready();
        a.orders().drain();
        t.orders().drain();
        a.orders().ready();
        t.orders().ready();
        said(
                "1 Server b/a is going DOWN for maintenance. 2 active and 0 backup servers left."
                        + " 0 sessions active, 0 requeued, 0 remaining in queue.",
                "1 Server b/t is going DOWN for maintenance via b/a. 1 active and 0 backup servers left."
                        + " 0 sessions active, 0 requeued, 0 remaining in queue.",
                "5 Server b/a is UP/READY (leaving forced maintenance).",
                "5 Server b/t remains in forced maintenance.",
                "5 Server b/t is UP/READY (leaving forced maintenance).",
                "5 Server b/a enters drain state. 2 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.",
                "5 Server b/t enters drain state via b/a. 1 active and 0 backup servers online."
                        + " 0 sessions requeued, 0 total in queue.",
                "5 Server b/t remains in forced drain mode.",
                "5 Server b/a is UP (leaving forced drain).",
                "5 Server b/t remains in forced drain mode.",
                "5 Server b/t is UP (leaving forced drain).");
    }

    @Test
    void fallsAndRisesWithTheServerThatItTracks() {
        Health a = start(backend(server("a", 1).check(2, 2), server("t", 2).track("b/a")));
        a.result(REFUSED);
        a.result(GOOD);
        a.result(GOOD);
        said(
                "1 Server b/a is DOWN, reason: Layer4 connection problem, info: \"Connection refused\", check duration: 0ms."
                        + " 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.",
                "1 Server b/t is DOWN via b/a. 0 active and 0 backup servers left."
                        + " 0 sessions active, 0 requeued, 0 remaining in queue.",
                "0 backend b has no server available!",
                "5 Server b/a is UP, reason: Layer4 check passed, check duration: 0ms."
                        + " 1 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.",
                "5 Server b/t is UP via b/a. 2 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.");
    }

    @Test
    void trafficCanTakeAServerDown() {
        String down =
                "1 Server b/a is DOWN, reason: Health analyze, info: \"Detected 2 consecutive errors, last one was:"
                        + " Wrong http response\". 0 active and 1 backup servers left. Running on backup."
                        + " 0 sessions active, 0 requeued, 0 remaining in queue.";
        for (String action : new String[] {null, "fastinter", "sudden-death", "mark-down"}) {
            Health a = start(backend(
                    server("a", 1).check(2000, 100, 0, 2, 3).observe(Observe.LAYER7, 2, action),
                    server("x", 2).backup()));
            Server server = servers.find("a");
            a.result(GOOD);
            assertThat(a.interval()).isEqualTo(2000);
            server.observe(Observation.ANSWERED_BADLY);
            server.observe(Observation.ANSWERED);
            server.observe(Observation.ANSWERED_BADLY);
            loop.run();
            assertThat(events.said).isEmpty();
            server.observe(Observation.status(500));
            loop.run();
            assertThat(a.interval()).as("hurries, unless down").isEqualTo("mark-down".equals(action) ? 2000 : 100);
            a.planned();
            if ("mark-down".equals(action)) {
                said(down);
            } else {
                assertThat(events.said).isEmpty();
                assertThat(a.streak()).isEqualTo(action == null ? 2 : action.equals("fastinter") ? 3 : 1);
            }
        }
    }

    @Test
    void aSlowStartGrowsSecondBySecond() {
        Health a = start(
                backend(server("a", 1).check(1, 1).slowStart(8000).weight(10).maxconn(100), server("b", 2)));
        Server server = servers.find("a");
        assertThat(server.effectiveWeight())
                .as("no slow start at the very start")
                .isEqualTo(160);
        a.result(REFUSED);
        a.result(GOOD);
        assertThat(server.state()).isEqualTo(State.STARTING);
        assertThat(server.effectiveWeight()).isEqualTo(10);
        assertThat(server.limit()).isEqualTo(1);
        loop.advance(4000);
        assertThat(server.effectiveWeight()).isEqualTo(90);
        assertThat(server.limit()).isEqualTo(50);
        loop.advance(4000);
        assertThat(server.state()).isEqualTo(State.RUNNING);
        assertThat(server.effectiveWeight()).isEqualTo(160);
        assertThat(server.limit()).isEqualTo(100);
    }

    @Test
    void checksComeFasterWhileInDoubtAndSlowerWhileDown() {
        Health a = start(backend(server("a", 1).check(2000, 300, 7000, 2, 3)));
        assertThat(a.interval()).as("in doubt at the start").isEqualTo(300);
        a.result(GOOD);
        assertThat(a.interval()).isEqualTo(2000);
        a.result(REFUSED);
        assertThat(a.interval()).isEqualTo(300);
        a.result(REFUSED);
        a.result(REFUSED);
        assertThat(a.interval()).isEqualTo(7000);
        a.result(GOOD);
        assertThat(a.interval()).isEqualTo(300);
    }

    @Test
    void endsTheSessionsOfAServerThatWentDownWhereAsked() {
        Health a = start(backend(server("a", 1).check(1, 1).endSessionsWhenDown(), server("b", 2)));
        a.result(REFUSED);
        assertThat(events.said.getFirst()).isEqualTo("end a SERVER_DOWN");
    }

    @Test
    void aDisabledServerStartsSilentlyInMaintenance() {
        Health a = start(backend(server("a", 1).disabled(), server("b", 2).disabled()));
        assertThat(servers.set().isEmpty()).isTrue();
        a.orders().ready();
        said("5 Server b/a is UP/READY (leaving forced maintenance).");
        assertThat(servers.pick(Balancer.NO_KEY, null)).hasToString("a");
    }

    @Test
    void aReloadKeepsHealthAndOrders() {
        Health a = start(backend(server("a", 1).check(2, 2).weight(5), server("b", 2), server("c", 3)));
        Servers before = servers;
        a.result(REFUSED);
        before.find("b").health().orders().maintain();
        before.find("c").health().weight(7);
        events.said.clear();
        servers = backend(server("a", 1).check(2, 2).weight(6), server("b", 2), server("c", 3), server("d", 4))
                .build(before);
        servers.commit(loop, events, name -> servers);
        loop.run();
        assertThat(events.said).isEmpty();
        assertThat(servers.find("a").state()).isEqualTo(State.STOPPED);
        assertThat(servers.find("a").weight()).isEqualTo(6);
        assertThat(servers.find("b").maintenance()).isTrue();
        assertThat(servers.find("c").weight()).as("the file still says 1").isEqualTo(7);
        assertThat(servers.set().active()).isEqualTo(2);
        servers.find("a").health().result(GOOD);
        servers.find("a").health().result(GOOD);
        said("5 Server b/a is UP, reason: Layer4 check passed, check duration: 0ms."
                + " 3 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.");
    }
}
