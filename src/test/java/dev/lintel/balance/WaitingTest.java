package dev.lintel.balance;

import static dev.lintel.balance.BackendLine.backend;
import static dev.lintel.balance.ServerLine.server;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Slots and queues on one loop. */
class WaitingTest {
    private final ManualLoop loop = new ManualLoop();

    private Guest enqueue(Servers servers, Server wanted) {
        Guest guest = new Guest(loop);
        servers.enqueue(guest, wanted, false);
        return guest;
    }

    @Test
    void theOldestGetsTheSlotWhicheverQueueItIsIn() {
        Servers servers = backend(server("a", 1).maxconn(1)).build();
        Server a = servers.find("a");
        assertThat(servers.acquire(a)).isTrue();
        Guest any = enqueue(servers, null);
        Guest own = enqueue(servers, a);
        Guest last = enqueue(servers, null);
        assertThat(servers.acquire(a)).as("others wait").isFalse();
        servers.release(a);
        loop.run();
        assertThat(any.server).isSameAs(a);
        assertThat(own.server).isNull();
        servers.release(a);
        loop.run();
        assertThat(own.server).isSameAs(a);
        servers.release(a);
        loop.run();
        assertThat(last.server).isSameAs(a);
        assertThat(any.backendPosition()).isEqualTo(1);
        assertThat(own.serverPosition()).isEqualTo(1);
        assertThat(own.backendPosition()).isZero();
        assertThat(last.backendPosition()).isEqualTo(2);
    }

    @Test
    void aSlotThatWasOnItsWayGoesOnWhenItsReceiverHasGone() {
        Servers servers = backend(server("a", 1).maxconn(1)).build();
        Server a = servers.find("a");
        assertThat(servers.acquire(a)).isTrue();
        Guest first = enqueue(servers, a);
        Guest second = enqueue(servers, a);
        servers.release(a);
        first.cancel();
        loop.run();
        assertThat(first.server).isNull();
        assertThat(second.server).isSameAs(a);
        servers.release(a);
        assertThat(a.current).hasValue(0);
        assertThat(a.queued).hasValue(0);
    }

    @Test
    void whoWaitsForADeadServerChoosesAgainWhereRedispatchAllowsIt() {
        for (boolean redispatch : new boolean[] {true, false}) {
            BackendLine line = backend(
                    server("a", 1).maxconn(1).check(2, 1), server("b", 2).maxconn(1));
            Servers servers = (redispatch ? line.redispatch() : line).build();
            Server a = servers.find("a");
            assertThat(servers.acquire(a)).isTrue();
            Guest guest = enqueue(servers, a);
            Guest bound = new Guest(loop);
            servers.enqueue(bound, a, true);
            a.health().result(new CheckResult(CheckStatus.L4_FAILED, 0, null, 0));
            loop.run();
            assertThat(a.reachable()).isFalse();
            assertThat(guest.displaced).isEqualTo(redispatch);
            assertThat(bound.displaced).isFalse();
            guest.cancel();
            bound.cancel();
        }
    }

    @Test
    void whoWaitsForAnyServerHearsWhenNoneIsLeft() {
        Servers servers = backend(server("a", 1).maxconn(1)).build();
        assertThat(servers.acquire(servers.find("a"))).isTrue();
        Guest guest = enqueue(servers, null);
        servers.find("a").health().orders().set(Admin.FORCED_MAINTENANCE, "");
        loop.run();
        assertThat(guest.displaced).isTrue();
    }

    @Test
    void aServerThatComesUpTakesThoseWhoWait() {
        Servers servers = backend(
                        server("a", 1).maxconn(1), server("b", 2).maxconn(2).disabled())
                .build();
        assertThat(servers.acquire(servers.find("a"))).isTrue();
        Guest first = enqueue(servers, null);
        Guest second = enqueue(servers, null);
        Guest third = enqueue(servers, null);
        servers.find("b").health().orders().clear(Admin.FORCED_MAINTENANCE);
        loop.run();
        assertThat(first.server).hasToString("b");
        assertThat(second.server).hasToString("b");
        assertThat(third.server).isNull();
    }

    @Test
    void theLimitGrowsWithTheLoadOfTheBackend() {
        BackendLine line = backend(server("a", 1).maxconn(10).minconn(2)).fullconn(20);
        Server a = line.build().find("a");
        assertThat(a.limit()).isEqualTo(2);
        line.sessions.set(8);
        assertThat(a.limit()).isEqualTo(4);
        line.sessions.set(25);
        assertThat(a.limit()).isEqualTo(10);
    }

    @Test
    void classesGoFirstThenTimes() {
        Servers servers = backend(server("a", 1).maxconn(1)).build();
        Server a = servers.find("a");
        assertThat(servers.acquire(a)).isTrue();
        Guest plain = enqueue(servers, a);
        Guest early = new Guest(loop);
        early.priority(0, -10);
        servers.enqueue(early, a, false);
        Guest better = new Guest(loop);
        better.priority(-1, 1000);
        servers.enqueue(better, a, false);
        for (Guest next : new Guest[] {better, early, plain}) {
            servers.release(a);
            loop.run();
            assertThat(next.server).isSameAs(a);
        }
    }

    @Test
    void aReloadKeepsThoseWhoWaitAndTheirSlots() {
        BackendLine line = backend(server("a", 1).maxconn(1));
        Servers before = line.build();
        HealthListener silent = new Events();
        before.commit(loop, silent, name -> null);
        Server a = before.find("a");
        assertThat(before.acquire(a)).isTrue();
        Guest guest = enqueue(before, a);
        Guest any = enqueue(before, null);
        Servers after =
                backend(server("a", 1).maxconn(2), server("b", 2).maxconn(1)).build(before);
        assertThat(after.find("a")).isSameAs(a);
        assertThat(a.limit()).as("nothing changes before the commit").isEqualTo(1);
        after.commit(loop, silent, name -> null);
        loop.run();
        assertThat(guest.server).isSameAs(a);
        assertThat(any.server).hasToString("b");
        assertThat(before.set()).isSameAs(after.set());
        before.release(a);
        after.release(a);
        before.release(any.server);
        assertThat(after.all()).allMatch(server -> server.current.get() == 0);
    }
}
