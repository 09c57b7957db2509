package dev.lintel.testkit;

import java.time.Duration;
import java.util.List;

/** One step of a scenario; {@link StepParser} has the words for each, {@link StepRunner} what it does. */
sealed interface Step {
    /** Who acts or sees: a client, perhaps with the frontend it talks to, or a server, perhaps with a connection's label. */
    record Actor(String name, boolean client, String frontend, String label) {
        @Override
        public String toString() {
            return name + (label.isEmpty() ? "" : ":" + label);
        }
    }

    /** What happens to a connection besides bytes. */
    enum Event {
        CONNECT,
        EOF,
        CLOSE,
        RESET,
        SAME_CONNECTION,
        NEW_CONNECTION,
        NOTHING
    }

    /** How a server or its connections behave from now on. */
    enum Mode {
        START,
        STOP,
        HANG,
        UNREACHABLE,
        PAUSE,
        RESUME
    }

    /** Comparisons of counters. */
    enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        AT_LEAST(">="),
        AT_MOST("<="),
        MORE(">"),
        LESS("<");

        final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        boolean holds(long left, long right) {
            return switch (this) {
                case EQUAL -> left == right;
                case NOT_EQUAL -> left != right;
                case AT_LEAST -> left >= right;
                case AT_MOST -> left <= right;
                case MORE -> left > right;
                case LESS -> left < right;
            };
        }
    }

    record Send(Actor actor, Outgoing message) implements Step {}

    record SendBytes(Actor actor, byte[] bytes, boolean bytewise) implements Step {}

    /** A piece of a body that was begun without one. */
    record SendChunk(Actor actor, byte[] data) implements Step {}

    /** The end of such a body. */
    record SendLastChunk(Actor actor, List<Message.Field> trailers) implements Step {}

    record SendEvent(Actor actor, Event event) implements Step {}

    record Receive(Actor actor, Expected message) implements Step {}

    record ReceiveBytes(Actor actor, byte[] bytes) implements Step {}

    /** The next bytes of the body that is being read, its chunks taken off. */
    record ReceiveData(Actor actor, byte[] bytes) implements Step {}

    record ReceiveEvent(Actor actor, Event event) implements Step {}

    /** Answers of a server that no step has to give; method and target null for any. */
    record Auto(String server, String method, String target, Outgoing answer) implements Step {}

    record Behave(Actor actor, Mode mode) implements Step {}

    /** How its next connections are protected. */
    record Tls(Actor actor, TlsWords words) implements Step {}

    /** What the handshake came to; null for one that fails. */
    record Handshake(Actor actor, List<Expected.Check> checks) implements Step {}

    record From(Actor client, String address) implements Step {}

    /** {@code operator} is {@code ~} words in order, {@code =} the whole message with *, {@code ~~} a regex, {@code !~} none. */
    record Log(String operator, String pattern, boolean raw) implements Step {}

    record Share(String server, Operator operator, long low, long high) {}

    record Spread(int times, Send send, List<Share> shares, List<String> order) implements Step {}

    /** A counter reaches a value: at once, or within the step's time. */
    record Counter(boolean patient, String counter, Operator operator, long value) implements Step {}

    /** A request, sent anew on a new connection until its answer is the expected one. */
    record Until(Send send, Expected answer) implements Step {}

    record Clock(Duration by) implements Step {}

    record Reload(int config, boolean accepted) implements Step {}

    record Check(int config, boolean strict, boolean accepted) implements Step {}

    /** What the last check or refused reload printed, on Lintel only: HAProxy has other words. */
    record Said(String pattern) implements Step {}

    record Start() implements Step {}
}
