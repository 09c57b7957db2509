package dev.lintel.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The steps that look at the log, at counters, or at many requests at once. */
final class Counting {
    private static final Duration ONE_TRY = Duration.ofSeconds(5);

    private final Stage stage;
    private final Scene scene;

    Counting(Stage stage) {
        this.stage = stage;
        this.scene = stage.scene;
    }

    void log(Step.Log l, Duration time) throws InterruptedException {
        Pattern pattern = LogSink.pattern(l.operator(), l.pattern());
        if (l.operator().equals("!~")) {
            synchronized (scene) {
                String any = stage.log.any(pattern, l.raw());
                Mismatch.require(any == null, "no such message", any);
            }
            return;
        }
        Matcher m = scene.await(time, () -> stage.log.take(pattern, l.raw()));
        if (m == null) {
            synchronized (scene) {
                throw new Mismatch("log " + l.operator() + " " + l.pattern(), stage.log.untaken());
            }
        }
        for (Map.Entry<String, Integer> group : m.namedGroups().entrySet())
            stage.captured.put(group.getKey(), m.group(group.getValue()));
    }

    void spread(Step.Spread s, Duration time) throws InterruptedException {
        Client client = stage.client(s.send().actor());
        Map<String, Integer> before = requests(s);
        List<String> order = new ArrayList<>();
        for (int i = 0; i < s.times(); i++) {
            Map<String, Integer> last = requests(s);
            Message answer = ask(client, s.send().message(), time);
            if (answer == null) throw new Mismatch("an answer to request " + (i + 1) + " of " + s.times(), "none");
            for (Map.Entry<String, Integer> now : requests(s).entrySet())
                if (now.getValue() > last.get(now.getKey())) order.add(now.getKey());
        }
        Map<String, Integer> after = requests(s);
        Map<String, Integer> shares = new TreeMap<>();
        for (String name : after.keySet()) shares.put(name, after.get(name) - before.get(name));
        for (Step.Share share : s.shares()) {
            long seen = shares.get(share.server());
            boolean holds = share.high() > share.low()
                    ? seen >= share.low() && seen <= share.high()
                    : share.operator().holds(seen, share.low());
            Mismatch.require(holds, share.server() + share.operator().sign + share.low(), shares.toString());
        }
        Mismatch.require(s.order().isEmpty() || s.order().equals(order), "order " + s.order(), order.toString());
    }

    private Map<String, Integer> requests(Step.Spread s) {
        Map<String, Integer> counts = new TreeMap<>();
        synchronized (scene) {
            for (Step.Share share : s.shares()) counts.put(share.server(), stage.server(share.server()).requests);
            for (String name : s.order()) counts.put(name, stage.server(name).requests);
        }
        return counts;
    }

    /** One request and its whole answer, whatever it is; null when none comes. */
    private Message ask(Client client, Outgoing request, Duration time) throws InterruptedException {
        client.send(request);
        Connection c = client.last();
        boolean came = scene.holds(time, () -> Receiving.ready(c, false, false));
        synchronized (scene) {
            if (!came || !c.reader.done()) return null;
            Message answer = c.reader.message();
            c.reader.taken = true;
            List<String> connection = Message.values(answer.fields, "connection");
            if (c.ended() || connection.contains("close")) client.over();
            return answer;
        }
    }

    void counter(Step.Counter c, Duration time) throws InterruptedException {
        boolean holds = scene.holds(
                c.patient() ? time : Duration.ZERO, () -> c.operator().holds(count(c.counter()), c.value()));
        synchronized (scene) {
            Mismatch.require(
                    holds, c.counter() + " " + c.operator().sign + " " + c.value(), Long.toString(count(c.counter())));
        }
    }

    private long count(String counter) {
        if (counter.equals("log.lines")) return stage.log.lines();
        Server server = stage.server(counter.substring(0, counter.indexOf('.')));
        return switch (counter.substring(counter.indexOf('.') + 1)) {
            case "requests" -> server.requests;
            case "connections" -> server.accepted;
            case "open" -> server.open();
            default -> server.peak;
        };
    }

    void until(Step.Until u, Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        while (true) {
            Client client = stage.newClient(u.send().actor().name());
            client.to(u.send().actor().frontend());
            Message answer = ask(client, u.send().message(), ONE_TRY);
            client.last().drop();
            List<String> differences = answer == null
                    ? List.of("an answer, seen none")
                    : u.answer().differences(answer, stage.captured::put);
            if (differences.isEmpty()) return;
            if (System.nanoTime() > deadline)
                throw new Mismatch("expected: " + String.join("\nexpected: ", differences));
            scene.await(Duration.ofMillis(20), () -> null);
        }
    }
}
