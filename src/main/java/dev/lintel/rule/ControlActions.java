package dev.lintel.rule;

import static dev.lintel.rule.Action.action;

import dev.lintel.base.Units;
import dev.lintel.base.Word;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Actions on the course of an exchange: time limits, waiting, logging, retries (manual section 4.4). */
final class ControlActions {
    private static final Set<Phase> REQUEST = EnumSet.of(Phase.HTTP_REQUEST);
    private static final Set<Phase> HEADS = EnumSet.of(Phase.HTTP_REQUEST, Phase.HTTP_RESPONSE);
    private static final Set<Phase> LOGGED = EnumSet.of(
            Phase.TCP_REQUEST_CONTENT,
            Phase.TCP_RESPONSE_CONTENT,
            Phase.HTTP_REQUEST,
            Phase.HTTP_RESPONSE,
            Phase.HTTP_AFTER_RESPONSE);
    private static final List<String> LEVELS =
            List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "silent");

    static final List<Action> ROWS = List.of(
            action("set-log-level", LOGGED, ControlActions::logLevel),
            action(
                    "do-log",
                    EnumSet.range(Phase.TCP_REQUEST_CONNECTION, Phase.HTTP_AFTER_RESPONSE),
                    ControlActions::log),
            action("set-timeout", HEADS, ControlActions::timeout),
            action("pause", HEADS, ControlActions::pause),
            action("wait-for-body", HEADS, ControlActions::body),
            // TLS is finished before a request can come: there is nothing left to wait for.
            action("wait-for-handshake", REQUEST, words -> x -> Verdict.CONTINUE),
            action("strict-mode", HeaderActions.HTTP, ControlActions::strict),
            action("disable-l7-retry", REQUEST, words -> ControlActions::connectRetriesOnly),
            action("set-retries", EnumSet.of(Phase.TCP_REQUEST_CONTENT, Phase.HTTP_REQUEST), ControlActions::retries),
            action("set-status", EnumSet.of(Phase.HTTP_RESPONSE, Phase.HTTP_AFTER_RESPONSE), ControlActions::status));

    private ControlActions() {}

    private static Action.Step logLevel(Words words) {
        Word word = words.next("a level: " + String.join(", ", LEVELS));
        int level = LEVELS.indexOf(word.text());
        if (level < 0) {
            throw words.error(
                    word.pos(), "expects a level (" + String.join(", ", LEVELS) + "), not '" + word.text() + "'");
        }
        return x -> {
            x.logLevel = level;
            return Verdict.CONTINUE;
        };
    }

    private static Action.Step log(Words words) {
        if (words.accept("profile")) {
            Word name = words.next("the name of a log-profile");
            throw words.error(name.pos(), "cannot use a log profile: log-profile sections come with a later version");
        }
        return x -> {
            if (x.log != null) {
                x.log.accept(x);
            }
            return Verdict.CONTINUE;
        };
    }

    /** Stores one of the time limits that rules may change. */
    @FunctionalInterface
    private interface Limit {
        void set(Exchange x, long millis);
    }

    private static Action.Step timeout(Words words) {
        String names = "client, connect, queue, server, tarpit or tunnel";
        Word which = words.next("the name of a timeout: " + names);
        Limit limit = switch (which.text()) {
            case "client" -> (x, millis) -> x.clientTimeout = millis;
            case "connect" -> (x, millis) -> x.connectTimeout = millis;
            case "queue" -> (x, millis) -> x.queueTimeout = millis;
            case "server" -> (x, millis) -> x.serverTimeout = millis;
            case "tarpit" -> (x, millis) -> x.tarpitTimeout = millis;
            case "tunnel" -> (x, millis) -> x.tunnelTimeout = millis;
            default ->
                throw words.error(
                        which.pos(), "expects the name of a timeout (" + names + "), not '" + which.text() + "'");
        };
        Duration duration = duration(words);
        return x -> {
            long millis = duration.of(x);
            if (millis > 0) {
                limit.set(x, millis);
            }
            return Verdict.CONTINUE;
        };
    }

    /** A time in milliseconds, written or computed; not above 0 where it cannot be used. */
    @FunctionalInterface
    private interface Duration {
        long of(Exchange x);
    }

    private static Duration duration(Words words) {
        String expected = "a duration such as 5s, or an expression that gives milliseconds";
        Word word = words.peek();
        if (word != null
                && !word.text().isEmpty()
                && Character.isDigit(word.text().charAt(0))) {
            long millis = words.duration(expected);
            if (millis == 0) {
                throw words.error(word.pos(), "expects a duration above zero, not '" + word.text() + "'");
            }
            return x -> millis;
        }
        Sampler value = words.expression(expected, SampleType.INT);
        return x -> value.sample(x, x.sample) ? Math.min(x.sample.num, Units.MAX_MILLIS) : -1;
    }

    private static Action.Step pause(Words words) {
        Duration duration = duration(words);
        return x -> {
            if (x.resumed) {
                return Verdict.CONTINUE;
            }
            x.waitMillis = duration.of(x);
            x.waitBodyBytes = -1;
            return x.waitMillis > 0 ? Verdict.WAIT : Verdict.CONTINUE;
        };
    }

    private static Action.Step body(Words words) {
        if (!words.accept("time")) {
            Word word = words.peek();
            throw words.error(
                    word == null ? words.pos() : word.pos(),
                    "expects 'time <duration> [ at-least <bytes> ]'" + (word == null ? "" : ", not '" + word + "'"));
        }
        long millis = words.duration("the longest time to wait behind 'time'");
        long bytes = words.accept("at-least") ? size(words) : 0;
        words.accept("use-large-buffer");
        boolean answers = words.phase() == Phase.HTTP_RESPONSE;
        return x -> {
            Framing framing = answers ? x.response.framing : x.request.framing;
            boolean complete =
                    framing == Framing.NONE || framing == Framing.TUNNEL || !answers && x.requestBodyComplete;
            if (complete || x.resumed) {
                return Verdict.CONTINUE;
            }
            x.waitMillis = millis;
            x.waitBodyBytes = bytes;
            return Verdict.WAIT;
        };
    }

    private static long size(Words words) {
        Word word = words.next("a number of bytes behind 'at-least'");
        try {
            return Units.bytes(word.text());
        } catch (Units.Malformed malformed) {
            throw words.error(word.pos(), malformed.getMessage());
        }
    }

    private static Action.Step strict(Words words) {
        Word word = words.next("'on' or 'off'");
        boolean on = word.is("on");
        if (!on && !word.is("off")) {
            throw words.error(word.pos(), "expects 'on' or 'off', not '" + word.text() + "'");
        }
        return x -> {
            x.strict = on;
            return Verdict.CONTINUE;
        };
    }

    private static Verdict connectRetriesOnly(Exchange x) {
        x.connectRetriesOnly = true;
        return Verdict.CONTINUE;
    }

    private static Action.Step retries(Words words) {
        Word word = words.peek();
        if (word != null
                && !word.text().isEmpty()
                && Character.isDigit(word.text().charAt(0))) {
            int retries = (int) words.number("a number of retries", 0, 100);
            return x -> {
                x.maxRetries = retries;
                return Verdict.CONTINUE;
            };
        }
        Sampler value = words.expression("a number from 0 to 100, or an expression that gives one", SampleType.INT);
        return x -> {
            Sample s = x.sample;
            if (value.sample(x, s) && s.num >= 0 && s.num <= 100) {
                x.maxRetries = (int) s.num;
            }
            return Verdict.CONTINUE;
        };
    }

    private static Action.Step status(Words words) {
        int status = (int) words.number("a status from 100 to 999", 100, 999);
        byte[] reason = words.accept("reason")
                ? Bytes.of(words.next("a text behind 'reason'").text())
                : null;
        return x -> {
            x.response.status = status;
            x.response.reason = reason;
            return Verdict.CONTINUE;
        };
    }
}
