package dev.lintel.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The steps that wait for something on a connection. */
final class Receiving {
    private final Stage stage;
    private final Scene scene;

    Receiving(Stage stage) {
        this.stage = stage;
        this.scene = stage.scene;
    }

    /** The connection that an actor's step is about: a client's may be over. */
    Connection connection(Step.Actor actor) {
        if (actor.client()) return stage.client(actor).last();
        synchronized (scene) {
            return stage.server(actor.name()).last(actor.label());
        }
    }

    /** The connection on which an actor receives next, or null while a server has none. */
    private Connection incoming(Step.Actor actor) {
        if (actor.client()) return stage.client(actor).last();
        return stage.server(actor.name()).waiting(actor.label());
    }

    void receive(Step.Actor actor, Expected expected, Duration time) throws InterruptedException {
        Connection[] found = new Connection[1];
        boolean rest = expected.start() == null;
        boolean came = scene.holds(time, () -> {
            found[0] = rest ? connection(actor) : incoming(actor);
            return found[0] != null && ready(found[0], rest, expected.headOnly());
        });
        synchronized (scene) {
            Connection c = found[0];
            if (!came) throw new Mismatch(describe(expected), "within " + time.toMillis() + " ms: " + state(c));
            Message message = c.reader.message();
            if (!c.reader.headReady()) throw new Mismatch(describe(expected), state(c));
            c.reader.taken = true;
            if (!rest && !actor.client()) stage.server(actor.name()).use(actor.label(), c, true);
            if (message.startLine.contains(" 101 ") && actor.client()) c.reader.tunnel = true;
            List<String> differences = new ArrayList<>(expected.differences(message, stage.captured::put));
            if (!actor.client()) connectionDiffers(stage.server(actor.name()), expected, differences);
            if (!differences.isEmpty()) throw new Mismatch("expected: " + String.join("\nexpected: ", differences));
        }
    }

    /** Whether a message is there as far as the step wants it, or never will be. */
    static boolean ready(Connection c, boolean rest, boolean headOnly) {
        if (!rest && c.reader.taken) {
            if (!c.reader.done()) c.advance();
            c.reader.next();
        }
        c.advance();
        if (c.reader.headReady() && (headOnly || c.reader.done())) return true;
        return c.ended() && (c.reader.done() || !c.reader.headReady());
    }

    private static void connectionDiffers(Server server, Expected expected, List<String> differences) {
        if (expected.sameConnection() && !server.sameAsBefore())
            differences.add("the connection of the request before, seen another one");
        if (expected.newConnection() && !server.neverBefore())
            differences.add("a new connection, seen one that was used before");
    }

    private static String describe(Expected expected) {
        if (expected.start() == null) return "the rest of a message";
        return expected.start().request()
                ? "a request " + expected.start().method() + " "
                        + expected.start().target().value()
                : "an answer " + expected.start().method();
    }

    private static String state(Connection c) {
        if (c == null) return "nothing came";
        StringBuilder state = new StringBuilder();
        if (c.reader.headReady() && !c.reader.done())
            state.append("an unfinished message: ")
                    .append(Latin1.quoted(c.reader.message().startLine, 200))
                    .append(" with ")
                    .append(c.reader.message().body.size())
                    .append(" bytes of body");
        else state.append("nothing more");
        if (c.unread()) state.append(", unread ").append(c.unreadText());
        if (c.ended()) state.append(c.wasReset() ? ", then a reset" : ", then the end of input");
        return state.toString();
    }

    void handshake(Step.Handshake h, Duration time) throws InterruptedException {
        TcpConnection[] found = new TcpConnection[1];
        Agreed agreed = scene.await(time, () -> {
            Connection c = h.actor().client()
                    ? stage.client(h.actor()).last()
                    : stage.server(h.actor().name()).latest();
            found[0] = c == null ? null : c.carrier();
            return c == null ? null : found[0].agreed();
        });
        if (agreed == null) throw new Mismatch("a handshake", found[0] == null ? "no connection" : "nothing yet");
        if (h.checks() == null) {
            synchronized (scene) {
                Mismatch.require(
                        agreed.failure() != null || refusedLate(h, found[0], time), "no handshake", agreed.toString());
            }
            if (h.actor().client()) stage.client(h.actor()).over();
            return;
        }
        Mismatch.require(agreed.failure() == null, "a handshake", agreed.toString());
        List<String> differences = agreed.differences(h.checks(), stage.certs);
        if (!differences.isEmpty()) throw new Mismatch("expected: " + String.join("\nexpected: ", differences));
    }

    /** In TLS 1.3 a client is done before its certificate is looked at: the refusal comes as the first thing it reads. */
    private boolean refusedLate(Step.Handshake h, TcpConnection c, Duration time) {
        try {
            return h.actor().client() && scene.holds(time, c::ended) && !c.unread();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void receiveBytes(Step.ReceiveBytes r, Duration time) throws InterruptedException {
        Connection[] found = new Connection[1];
        boolean came = scene.holds(time, () -> {
            Connection c = incoming(r.actor());
            if (c == null && !r.actor().client()) return false;
            found[0] = c;
            return c.in.size() >= r.bytes().length || c.ended();
        });
        synchronized (scene) {
            Connection c = found[0];
            String expected = Expected.show(r.bytes());
            if (!came || c.in.size() < r.bytes().length) throw new Mismatch(expected, state(c));
            if (!r.actor().client())
                stage.server(r.actor().name()).use(r.actor().label(), c, false);
            byte[] seen = c.in.take(r.bytes().length);
            if (!Arrays.equals(seen, r.bytes())) throw new Mismatch(expected, Expected.show(seen));
        }
    }

    void receiveData(Step.ReceiveData r, Duration time) throws InterruptedException {
        Connection c = connection(r.actor());
        boolean came = scene.holds(time, () -> {
            c.advance();
            return c.reader.message().body.size() >= r.bytes().length || c.ended();
        });
        synchronized (scene) {
            Message message = c.reader.message();
            String expected = "data " + Expected.show(r.bytes());
            if (!came || message.body.size() < r.bytes().length) throw new Mismatch(expected, state(c));
            byte[] seen = message.body.take(r.bytes().length);
            if (!Arrays.equals(seen, r.bytes())) throw new Mismatch(expected, Expected.show(seen));
        }
    }

    void receiveEvent(Step.ReceiveEvent r, Duration time) throws InterruptedException {
        switch (r.event()) {
            case CONNECT -> serverConnection(r.actor(), time);
            case SAME_CONNECTION ->
                Mismatch.require(server(r).sameAsBefore(), "the connection of the request before", "another one");
            case NEW_CONNECTION ->
                Mismatch.require(server(r).neverBefore(), "a new connection", "one that was used before");
            case NOTHING -> {
                Connection c = connection(r.actor());
                synchronized (scene) {
                    Mismatch.require(!c.unread() && !c.ended(), "an open connection and nothing on it", state(c));
                }
            }
            default -> end(r, connection(r.actor()), time);
        }
    }

    private Server server(Step.ReceiveEvent r) {
        if (r.actor().client()) throw new Mismatch("this is seen by servers");
        return stage.server(r.actor().name());
    }

    private void serverConnection(Step.Actor actor, Duration time) throws InterruptedException {
        Server server = stage.server(actor.name());
        Connection c = scene.await(time, server::fresh);
        if (c == null) throw new Mismatch("a new connection", "none");
        synchronized (scene) {
            server.use(actor.label(), c, false);
        }
    }

    private void end(Step.ReceiveEvent r, Connection c, Duration time) throws InterruptedException {
        boolean came = scene.holds(time, r.actor().client() ? c::finished : c::ended);
        synchronized (scene) {
            String expected = "the " + r.event().name().toLowerCase(Locale.ROOT) + " of the connection";
            Mismatch.require(came && !c.unread(), expected, came ? state(c) : "open, " + state(c));
            boolean right = r.event() == Step.Event.CLOSE || c.wasReset() == (r.event() == Step.Event.RESET);
            Mismatch.require(right, expected, c.wasReset() ? "a reset" : "the end of input");
        }
        if (r.actor().client()) stage.client(r.actor()).over();
    }
}
