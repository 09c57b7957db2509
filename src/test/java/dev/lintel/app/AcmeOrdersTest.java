package dev.lintel.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.admin.AcmeControl;
import dev.lintel.admin.AcmeControl.Row;
import dev.lintel.admin.AcmeControl.State;
import dev.lintel.admin.AcmeControl.Waiting;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@code lintel acme} prints, and that the control socket carries it. */
class AcmeOrdersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T22:00:00Z");

    private final Desk desk = new Desk();

    /** Answers as an engine in a certain state would. */
    static final class Desk implements AcmeControl {
        final List<Row> rows = new ArrayList<>();
        final List<String> asked = new ArrayList<>();
        int left;

        @Nullable
        String refusal;

        @Override
        public List<Row> status() {
            return rows;
        }

        @Override
        public List<Waiting> waiting() {
            return rows.contains(WAITING) ? RECORDS : List.of();
        }

        @Override
        public void renew(String certificate) throws Refusal {
            asked.add("renew " + certificate);
            if (refusal != null) {
                throw new Refusal(refusal);
            }
        }

        @Override
        public Ready challengeReady(String certificate, String domain) throws Refusal {
            asked.add("ready " + certificate + " " + domain);
            if (refusal != null) {
                throw new Refusal(refusal);
            }
            return new Ready(1, left);
        }

        @Override
        public @Nullable String problem(String certificate) {
            return certificate.equals("c.test") ? "{\"type\":\"urn:ietf:params:acme:error:rateLimited\"}" : null;
        }
    }

    static final Row SERVED = new Row(
            "a.test",
            "le",
            State.SCHEDULED,
            List.of("a.test", "www.a.test"),
            Instant.parse("2027-02-21T21:46:44Z"),
            Instant.parse("2027-01-22T08:00:00Z"),
            "",
            false);

    static final Row WAITING = new Row(
            "my site.pem",
            "manual",
            State.RUNNING,
            List.of("b.test", "*.b.test"),
            null,
            null,
            "waits for the records of its DNS challenges",
            false);

    static final Row FAILING = new Row(
            "c.test",
            "le",
            State.SCHEDULED,
            List.of("c.test", "d.test", "e.test", "f.test", "g.test"),
            Instant.parse("2026-11-24T08:00:00Z"),
            Instant.parse("2026-11-23T22:09:30Z"),
            "the authority says: too many requests",
            true);

    static final List<Waiting> RECORDS = List.of(
            new Waiting("my site.pem", "b.test", "_acme-challenge.b.test.", "abc"),
            new Waiting("my site.pem", "b.test", "_acme-challenge.b.test", "def"));

    private Program.Outcome obey(String... words) {
        return new AcmeOrders(desk, NOW, ZoneOffset.UTC).obey(List.of(words));
    }

    @Test
    void theTableSaysWhatHappensAndWhatToDo() {
        desk.rows.addAll(List.of(SERVED, WAITING, FAILING));
        assertThat(obey("status").said()).isEqualTo("""
                CERTIFICATE  STATE      ENDS                            NEXT                             NAMES
                a.test       scheduled  2027-02-21 21:46 (in 89 days)   2027-01-22 08:00 (in 59 days)    a.test, www.a.test
                my site.pem  running    -                               -                                b.test, *.b.test
                c.test       failing    2026-11-24 08:00 (in 10 hours)  2026-11-23 22:09 (in 9 minutes)  c.test, d.test, e.test and 2 more
                  the authority says: too many requests

                'my site.pem' waits for you. Set in the DNS:

                    _acme-challenge.b.test.  TXT  "abc"
                    _acme-challenge.b.test.  TXT  "def"

                and when the record can be seen:

                    lintel acme ready 'my site.pem' b.test
                """);
    }

    @Test
    void oneIsShownWhole() {
        desk.rows.addAll(List.of(SERVED, FAILING));
        assertThat(obey("show", "c.test").said()).isEqualTo("""
                c.test
                  section   le
                  names     c.test, d.test, e.test, f.test, g.test
                  state     Scheduled
                  ends      2026-11-24 08:00 (in 10 hours)
                  next      2026-11-23 22:09 (in 9 minutes)
                  failed    the authority says: too many requests
                  authority {"type":"urn:ietf:params:acme:error:rateLimited"}
                """);
        assertThat(obey("show").said()).startsWith("a.test\n").contains("\n\nc.test\n");
        assertThat(obey("show", "x"))
                .isEqualTo(new Program.Outcome(false, "no certificate 'x' renews itself; there are: a.test, c.test\n"));
    }

    @Test
    void nothingToTell() {
        assertThat(obey("status").said())
                .startsWith("no certificate renews itself: write 'acme' on a 'bind ... ssl' line");
    }

    @Test
    void ordersReachTheEngine() {
        assertThat(obey("renew", "a.test"))
                .isEqualTo(new Program.Outcome(true, "ordering 'a.test' now; 'lintel acme' tells how it goes\n"));
        desk.refusal = "the certificate 'a.test' is being ordered already";
        assertThat(obey("renew", "a.test")).isEqualTo(new Program.Outcome(false, desk.refusal + "\n"));
        desk.refusal = null;
        assertThat(obey("ready", "a.test", "b.test").said())
                .isEqualTo("all records of 'a.test' are set: the authority is asked to look at them\n");
        desk.left = 1;
        assertThat(obey("ready", "a.test", "b.test").said()).isEqualTo("1 record of 'a.test' still to set\n");
        desk.refusal = "nobody waits";
        desk.rows.add(WAITING);
        Program.Outcome nobody = obey("ready", "a.test", "x.test");
        assertThat(nobody.done()).isFalse();
        assertThat(nobody.said()).startsWith("nobody waits\n").contains("lintel acme ready 'my site.pem' b.test");
        assertThat(desk.asked)
                .containsExactly(
                        "renew a.test",
                        "renew a.test",
                        "ready a.test b.test",
                        "ready a.test b.test",
                        "ready a.test x.test");
    }

    @Test
    void theControlSocketCarriesIt() throws Exception {
        desk.rows.add(WAITING);
        try (ControlSocket socket = ControlSocket.open(
                List.of("x.cfg"),
                order -> obey(order.substring(order.indexOf('\t') + 1).split("\t")))) {
            assertThat(socket).isNotNull();
            long pid = ProcessHandle.current().pid();
            assertThat(RunningPrograms.order(pid, "acme\tstatus"))
                    .isEqualTo(new Program.Outcome(true, obey("status").said()));
            assertThat(RunningPrograms.order(pid, "acme\tready\tmy site.pem\tb.test"))
                    .isEqualTo(obey("ready", "my site.pem", "b.test"));
            assertThat(RunningPrograms.order(pid, "acme\tshow\tx").done()).isFalse();
        }
        assertThat(AcmeCommand.run(new String[] {"renew"})).isEqualTo(1);
        assertThat(AcmeCommand.run(new String[] {"ready", "a\tb", "c"})).isEqualTo(1);
        assertThat(AcmeCommand.run(new String[] {"-p", "/nowhere/x.pid"})).isEqualTo(1);
    }
}
