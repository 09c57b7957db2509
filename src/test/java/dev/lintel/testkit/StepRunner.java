package dev.lintel.testkit;

import java.io.IOException;
import java.time.Duration;

/** Does what each step says, one after the other, on the run's thread. */
final class StepRunner {
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Stage stage;
    private final Receiving receiving;
    private final Counting counting;
    /** What the last check or reload printed. */
    private String said = "";

    StepRunner(Stage stage) {
        this.stage = stage;
        this.receiving = new Receiving(stage);
        this.counting = new Counting(stage);
    }

    void run(Line original) throws IOException, InterruptedException {
        if (needsProgram(StepParser.parse(original).step())) stage.start();
        Line line = new Line(original.file(), original.number(), stage.resolved(original.text()));
        for (String unknown : ConfigText.placeholders(line.text()))
            throw new Mismatch("nothing is named ${" + unknown + "}");
        StepParser.Parsed parsed = StepParser.parse(line);
        run(parsed.step(), parsed.within());
    }

    private static boolean needsProgram(Step step) {
        return switch (step) {
            case Step.Auto a -> false;
            case Step.From f -> false;
            case Step.Tls t -> false;
            case Step.Check c -> false;
            case Step.Said m -> false;
            case Step.Behave b -> b.actor().client();
            default -> true;
        };
    }

    private void run(Step step, Duration within) throws IOException, InterruptedException {
        Duration time = within == null ? STEP : within;
        Duration longer = within == null ? WAIT : within;
        switch (step) {
            case Step.Send s -> send(s);
            case Step.SendBytes s -> sendBytes(s);
            case Step.SendChunk s -> receiving.connection(s.actor()).sendChunk(s.data());
            case Step.SendLastChunk s -> receiving.connection(s.actor()).sendLastChunk(s.trailers());
            case Step.SendEvent s -> sendEvent(s);
            case Step.Receive r -> receiving.receive(r.actor(), r.message(), time);
            case Step.ReceiveBytes r -> receiving.receiveBytes(r, time);
            case Step.ReceiveData r -> receiving.receiveData(r, time);
            case Step.ReceiveEvent r -> receiving.receiveEvent(r, time);
            case Step.Auto a -> stage.server(a.server()).auto(a);
            case Step.Behave b -> behave(b);
            case Step.Tls t -> tls(t);
            case Step.Handshake h -> receiving.handshake(h, time);
            case Step.From f -> stage.client(f.client()).from(f.address());
            case Step.Log l -> counting.log(l, time);
            case Step.Spread s -> counting.spread(s, time);
            case Step.Counter c -> counting.counter(c, longer);
            case Step.Until u -> counting.until(u, longer);
            case Step.Clock c -> stage.program.advance(c.by());
            case Step.Reload r -> reload(r);
            case Step.Check c -> check(c);
            case Step.Said m -> message(m);
            case Step.Start s -> stage.start();
        }
    }

    private void send(Step.Send s) {
        if (s.actor().client()) stage.client(s.actor()).send(s.message());
        else stage.server(s.actor().name()).answer(s.actor().label(), s.message());
    }

    private void sendBytes(Step.SendBytes s) {
        if (s.actor().client()) stage.client(s.actor()).send(s.bytes(), s.bytewise());
        else receiving.connection(s.actor()).sendBytes(s.bytes(), s.bytewise());
    }

    private void sendEvent(Step.SendEvent s) {
        switch (s.event()) {
            case CONNECT -> stage.client(s.actor()).connect();
            case EOF -> receiving.connection(s.actor()).finish();
            case CLOSE -> receiving.connection(s.actor()).close();
            default -> receiving.connection(s.actor()).reset();
        }
        boolean over = s.event() == Step.Event.CLOSE || s.event() == Step.Event.RESET;
        if (over && s.actor().client()) stage.client(s.actor()).over();
    }

    private void behave(Step.Behave b) throws IOException {
        boolean pause = b.mode() == Step.Mode.PAUSE;
        if (b.actor().client()) {
            stage.client(b.actor()).connection().pause(pause);
            return;
        }
        Server server = stage.server(b.actor().name());
        switch (b.mode()) {
            case START -> server.start();
            case STOP -> server.stop();
            case HANG -> server.hang();
            case UNREACHABLE -> server.unreachable();
            case PAUSE, RESUME -> server.pause(pause);
        }
    }

    private void tls(Step.Tls t) {
        if (t.actor().client()) stage.client(t.actor()).tls(t.words());
        else stage.server(t.actor().name()).tls(t.words());
    }

    private void reload(Step.Reload r) throws IOException, InterruptedException {
        ProgramUnderTest.Answer answer = stage.reload(r.config());
        said = stage.relative(answer.said());
        Mismatch.require(
                answer.accepted() == r.accepted(), r.accepted() ? "a reload" : "a reload that is refused", said);
    }

    private void check(Step.Check c) throws IOException, InterruptedException {
        ProgramUnderTest.Answer answer = stage.program.check(stage.checked(c.config()), c.strict());
        said = stage.relative(answer.said());
        Mismatch.require(
                answer.accepted() == c.accepted(),
                c.accepted() ? "no error" : "an error",
                "the program said:\n" + said);
    }

    private void message(Step.Said m) {
        if (!stage.program.speaksLintel()) return;
        boolean found = said.lines()
                .anyMatch(l -> LogSink.pattern("~", m.pattern()).matcher(l).find());
        Mismatch.require(found, "a message with the words " + m.pattern(), said.isEmpty() ? "nothing was said" : said);
    }
}
