package dev.lintel.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one line of a {@code -- run --} section. */
final class StepParser {
    /** A step with its place and the longest time it may take; null for the default. */
    record Parsed(Line line, Step step, Duration within) {}

    private static final Pattern CLIENT = Pattern.compile("(client|c\\d+)(@([\\w.-]+(:\\d+)?))?");
    private static final Pattern SERVER = Pattern.compile("(s\\d+)(:(\\w+))?");
    private static final Pattern COUNTER = Pattern.compile("s\\d+\\.(requests|connections|open|peak)|log\\.lines");

    private static final Pattern WITHIN = Pattern.compile("(.*\\S)\\s+within\\s+(\\d+m?s)");
    private static final Pattern LOG = Pattern.compile("(?:wait until )?log\\s+(raw\\s+)?(~~|!~|~|=)\\s+(.*)");
    private static final Pattern MESSAGE = Pattern.compile("message\\s+~\\s+(.*)");

    private final Line line;
    private final List<Word> words;

    private StepParser(Line line, List<Word> words) {
        this.line = line;
        this.words = words;
    }

    static Parsed parse(Line line) {
        Matcher limited = WITHIN.matcher(line.text());
        Duration within = null;
        Line shorter = line;
        if (limited.matches()) {
            within = Amounts.duration(line, limited.group(2));
            shorter = new Line(line.file(), line.number(), limited.group(1));
        }
        return new Parsed(line, step(shorter), within);
    }

    /** Patterns go to the end of their line and keep their quotes; everything else is made of words. */
    private static Step step(Line line) {
        Matcher log = LOG.matcher(line.text());
        if (log.matches()) return new Step.Log(log.group(2), log.group(3), log.group(1) != null);
        Matcher message = MESSAGE.matcher(line.text());
        if (message.matches()) return new Step.Said(message.group(1));
        return new StepParser(line, Word.split(line, line.text())).step();
    }

    private Step step() {
        String first = words.getFirst().text();
        return switch (first) {
            case "log" -> throw line.error("expects 'log [raw] ~|=|~~|!~ pattern'");
            case "wait" -> waitUntil();
            case "expect" -> counter(false, words.subList(1, words.size()));
            case "spread" -> spread();
            case "clock" -> new Step.Clock(duration());
            case "reload" -> new Step.Reload(config(1), !tail("fails", "reload N, or reload N fails"));
            case "check" -> check();
            case "message" -> throw line.error("expects 'message ~ words'");
            case "start" -> new Step.Start();
            default -> actorStep(actor(words.getFirst()));
        };
    }

    private Word word(int index, String expected) {
        if (index >= words.size()) throw line.error("expects " + expected + ", but the line ends");
        return words.get(index);
    }

    private Step.Actor actor(Word word) {
        Matcher client = CLIENT.matcher(word.text());
        if (client.matches()) return new Step.Actor(client.group(1), true, client.group(3), "");
        Matcher server = SERVER.matcher(word.text());
        if (server.matches())
            return new Step.Actor(server.group(1), false, null, server.group(3) == null ? "" : server.group(3));
        throw line.error(
                "expects an actor (client, c2, s1, ...) or one of log, wait, expect, spread, clock, reload, check,"
                        + " message, start, not '" + word.text() + "'");
    }

    private Step actorStep(Step.Actor actor) {
        Word verb = word(1, "'>', '<', '>>', '<<' or a verb");
        List<Word> rest = words.subList(2, words.size());
        return switch (verb.text()) {
            case ">" -> send(actor, rest);
            case ">>" -> new Step.SendBytes(actor, raw(2), tail3("bytewise"));
            case "<" -> receive(actor, rest);
            case "<<" -> new Step.ReceiveBytes(actor, raw(2));
            case "auto" -> auto(actor, rest);
            case "tls" -> new Step.Tls(actor, TlsWords.of(line, rest));
            case "from" -> new Step.From(actor, word(2, "an address").text());
            case "start", "stop", "hang", "unreachable", "pause", "resume" -> {
                Step.Mode mode = Step.Mode.valueOf(verb.text().toUpperCase(Locale.ROOT));
                if (actor.client() && mode != Step.Mode.PAUSE && mode != Step.Mode.RESUME)
                    throw line.error("'" + verb.text() + "' is for servers");
                yield new Step.Behave(actor, mode);
            }
            default ->
                throw line.error(
                        "expects '>', '<', '>>', '<<', auto, tls, from, start, stop, hang, unreachable, pause or"
                                + " resume, not '" + verb.text() + "'");
        };
    }

    private byte[] raw(int index) {
        Word word = word(index, "bytes in quotes");
        return Amounts.bytes(line, word.text(), word.bare());
    }

    private boolean tail3(String flag) {
        if (words.size() == 3) return false;
        if (words.size() == 4 && words.get(3).is(flag)) return true;
        throw line.error("expects nothing after the bytes but '" + flag + "', not '"
                + words.get(3).text() + "'");
    }

    private Step send(Step.Actor actor, List<Word> rest) {
        Word first = word(2, "what to send");
        switch (first.text()) {
            case "connect" -> {
                return new Step.SendEvent(actor, Step.Event.CONNECT);
            }
            case "eof", "close", "reset" -> {
                return new Step.SendEvent(actor, Step.Event.valueOf(first.text().toUpperCase(Locale.ROOT)));
            }
            case "chunk" -> {
                return new Step.SendChunk(actor, raw(3));
            }
            case "last-chunk" -> {
                List<Message.Field> trailers = new MessageParser(line, rest.subList(1, rest.size())).trailers();
                return new Step.SendLastChunk(actor, trailers);
            }
            default -> {
                return new Step.Send(actor, outgoing(actor, rest));
            }
        }
    }

    private Outgoing outgoing(Step.Actor actor, List<Word> rest) {
        Outgoing message = new MessageParser(line, rest).outgoing();
        if (message.isRequest() != actor.client())
            throw line.error(actor.client() ? "a client sends requests" : "a server sends answers");
        return message;
    }

    private Step receive(Step.Actor actor, List<Word> rest) {
        Word first = word(2, "what must come");
        if (rest.size() == 1) {
            for (Step.Event event : Step.Event.values())
                if (first.is(event.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                    return new Step.ReceiveEvent(actor, event);
        }
        if (first.is("handshake"))
            return new Step.Handshake(actor, new MessageParser(line, rest.subList(1, rest.size())).handshake());
        if (first.is("no-handshake")) return new Step.Handshake(actor, null);
        if (first.is("data")) return new Step.ReceiveData(actor, raw(3));
        Expected expected = new MessageParser(line, rest).expected();
        if (expected.start() != null && expected.start().request() == actor.client())
            throw line.error(actor.client() ? "a client receives answers" : "a server receives requests");
        return new Step.Receive(actor, expected);
    }

    private Step auto(Step.Actor server, List<Word> rest) {
        int at = 0;
        String method = null;
        String target = null;
        if (at < rest.size() && MessageParser.isMethod(rest.get(at)))
            method = rest.get(at++).text();
        if (at < rest.size() && rest.get(at).text().startsWith("/"))
            target = rest.get(at++).text();
        if (at == rest.size()) throw line.error("'auto' expects [METHOD] [/path] STATUS ..., but the line ends");
        return new Step.Auto(server.name(), method, target, outgoing(server, rest.subList(at, rest.size())));
    }

    private Step waitUntil() {
        if (!word(1, "'until'").is("until")) throw line.error("expects 'wait until'");
        Word third = word(2, "a counter, a log pattern or a request");
        if (COUNTER.matcher(third.text()).matches()) return counter(true, words.subList(2, words.size()));
        int end = separator();
        Step.Send send = clientSend(words.subList(2, end));
        return new Step.Until(send, new MessageParser(line, words.subList(end + 1, words.size())).expected());
    }

    private int separator() {
        for (int i = 0; i < words.size() - 1; i++) if (words.get(i).is(";")) return i;
        throw line.error("expects ' ; ' and what must come of it");
    }

    private Step.Send clientSend(List<Word> part) {
        if (part.size() < 3 || !part.get(1).is(">")) throw line.error("expects 'client > METHOD target ... ; ...'");
        Step.Actor actor = actor(part.getFirst());
        return new Step.Send(actor, outgoing(actor, part.subList(2, part.size())));
    }

    private Step counter(boolean wait, List<Word> rest) {
        if (rest.size() != 3 || !COUNTER.matcher(rest.getFirst().text()).matches())
            throw line.error(
                    "expects s1.requests, s1.connections, s1.open, s1.peak or log.lines, an operator and a number");
        return new Step.Counter(
                wait,
                rest.getFirst().text(),
                operator(rest.get(1).text()),
                number(rest.get(2).text()));
    }

    private Step.Operator operator(String sign) {
        for (Step.Operator operator : Step.Operator.values()) if (operator.sign.equals(sign)) return operator;
        throw line.error("expects one of = != >= <= > <, not '" + sign + "'");
    }

    private int number(String text) {
        if (!text.matches("\\d{1,9}")) throw line.error("expects a number, not '" + text + "'");
        return Integer.parseInt(text);
    }

    private static final Pattern SHARE = Pattern.compile("(s\\d+)(>=|<=|=)(\\d+)(\\.\\.(\\d+))?");

    private Step spread() {
        int times = number(word(1, "how many").text());
        int end = separator();
        Step.Send send = clientSend(words.subList(2, end));
        List<Step.Share> shares = new ArrayList<>();
        List<String> order = new ArrayList<>();
        boolean inOrder = words.get(end + 1).is("order");
        for (Word word : words.subList(end + (inOrder ? 2 : 1), words.size())) {
            Matcher m = SHARE.matcher(word.text());
            if (inOrder && SERVER.matcher(word.text()).matches()) order.add(word.text());
            else if (!m.matches())
                throw line.error("expects s1=4, s1=3..5, s1>=1 or order s1 s2 ..., not '" + word.text() + "'");
            else shares.add(share(m));
        }
        return new Step.Spread(times, send, shares, order);
    }

    private Step.Share share(Matcher m) {
        long low = number(m.group(3));
        long high = m.group(5) == null ? low : number(m.group(5));
        return new Step.Share(m.group(1), operator(m.group(2)), low, high);
    }

    private Duration duration() {
        String text = word(1, "+DURATION").text();
        if (!text.startsWith("+")) throw line.error("'clock' expects +DURATION, not '" + text + "'");
        return Amounts.duration(line, text.substring(1));
    }

    private int config(int index) {
        return index < words.size() && words.get(index).text().matches("\\d+")
                ? number(words.get(index).text())
                : 1;
    }

    private boolean tail(String flag, String usage) {
        Word last = words.getLast();
        if (last.is(flag)) return true;
        if (words.size() <= 2) return false;
        throw line.error("expects " + usage + ", not '" + last.text() + "'");
    }

    /** {@code check [N] [strict] ok|fails}. */
    private Step check() {
        boolean strict = words.stream().anyMatch(w -> w.is("strict"));
        String verdict = words.getLast().text();
        if (!verdict.equals("ok") && !verdict.equals("fails"))
            throw line.error("'check' expects [N] [strict] ok|fails, not '" + verdict + "'");
        return new Step.Check(config(1), strict, verdict.equals("ok"));
    }
}
