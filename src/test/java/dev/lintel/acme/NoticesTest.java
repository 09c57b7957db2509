package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notices to webhooks and ntfy as they are documented, their pace, and the caller that never waits. */
class NoticesTest {
    private static final Notice FAILURE =
            new Notice(Notice.Kind.FAILURE, "certificate web: renewal failed", "the CA said no\nnext try at 12:00");

    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final BlockingQueue<Notice> sent = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    @Test
    void ntfyGetsTheTextAndATitle() throws Exception {
        try (ContractServer server = new ContractServer()) {
            server.header("Title", "certificate web: renewal failed")
                    .header("Priority", "high")
                    .header("Tags", "warning")
                    .header("Content-Type", "text/plain; charset=utf-8")
                    .header("Authorization", "Bearer " + Provided.SECRET)
                    .expect("POST /my-topic", FAILURE.text(), 200, "{\"id\":\"x\"}");
            target("ntfy", server.url() + "/my-topic", "token", "env:SECRET").send(FAILURE);
            server.assertDone();
        }
    }

    @Test
    void ntfyTitleBeyondAsciiIsEncoded() throws Exception {
        try (ContractServer server = new ContractServer()) {
            server.header("Title", "=?UTF-8?B?WmVydGlmaWthdCBmw7xyIHdlYg==?=")
                    .header("Priority", "default")
                    .expect("POST /t", "neu", 200, "");
            target("ntfy", server.url() + "/t").send(new Notice(Notice.Kind.NEWS, "Zertifikat für\r\nweb", "neu"));
            server.assertDone();
        }
    }

    @Test
    void webhookGetsJson() throws Exception {
        try (ContractServer server = new ContractServer()) {
            server.answersAll(204, "");
            target("webhook", server.url() + "/hook").send(FAILURE);
            Json body = Json.read(server.lastBody());
            assertThat(body.fields().keySet()).containsExactly("program", "kind", "subject", "text", "time");
            assertThat(body.at("kind").text()).isEqualTo("failure");
            assertThat(body.at("text").text()).isEqualTo("the CA said no\nnext try at 12:00");
            assertThat(Instant.parse(body.at("time").text())).isNotNull();
            server.answersAll(404, "gone");
            assertThatThrownBy(() -> target("webhook", server.url() + "/hook").send(FAILURE))
                    .hasMessage("notify webhook: POST 127.0.0.1 answered 404 (gone); is the address right?");
        }
    }

    private static NoticeTarget target(String... words) throws DnsFault {
        return NoticeTargets.make(List.of(words), name -> name.equals("SECRET") ? Provided.SECRET : null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|'notify' expects webhook, ntfy, smtp and an address",
                "nfty https://x|'notify' expects one of webhook, ntfy, smtp, not 'nfty'; did you mean 'ntfy'?",
                "ntfy|'notify ntfy' expects the URL of the topic, https://ntfy.sh/<topic>, and then names and values of settings",
                "ntfy https://x token|'notify ntfy' expects the URL of the topic, https://ntfy.sh/<topic>, and then names and values"
                        + " of settings; 'token' has no value",
                "ntfy x|notify ntfy: 'url' expects a URL such as https://host/path without a user in it",
                "webhook https://x tokn env:X|'notify webhook' has no setting 'tokn'; did you mean 'token'?",
                "smtp mail|'notify smtp' needs 'from': the sender's address",
                "smtp mail from a@b.c to nobody|notify smtp: 'to' expects an address such as admin@example.org, not 'nobody'",
                "smtp mail:x from a@b.c to b@c.d|notify smtp: expects a server as <host>[:<port>], not 'mail:x'",
                "smtp mail from a@b.c to b@c.d tls yes|notify smtp: 'tls' expects starttls, implicit or none, not 'yes'",
                "smtp mail from a@b.c to b@c.d username u|notify smtp: 'username' and 'password' belong together",
            })
    void mistakesAreExplained(String line, String message) {
        List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
        assertThat(NoticeTargets.problems(words).getFirst()).isEqualTo(message);
    }

    @Test
    void theSameWithinAnHourIsLeftOut() throws Exception {
        try (Notices notices = notices(sent::add)) {
            notices.tell(FAILURE);
            notices.tell(FAILURE);
            now = now.plus(Duration.ofMinutes(61));
            notices.tell(FAILURE);
            assertThat(next()).isEqualTo(FAILURE);
            assertThat(next()).isEqualTo(FAILURE);
            notices.tell(numbered(1));
            assertThat(next()).isEqualTo(numbered(1));
        }
    }

    @Test
    void tenAtOnceAndThenOneAMinuteWithTheCountOfThoseLeftOut() throws Exception {
        try (Notices notices = notices(sent::add)) {
            for (int i = 0; i < 15; i++) {
                notices.tell(numbered(i));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(next()).isEqualTo(numbered(i));
            }
            now = now.plus(Duration.ofSeconds(59));
            notices.tell(numbered(15));
            now = now.plus(Duration.ofSeconds(1));
            notices.tell(numbered(16));
            assertThat(next().text()).isEqualTo("text 16\n(6 notices were left out before this one; see the log)");
        }
    }

    @Test
    void targetThatHangsHoldsNobodyUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        NoticeTarget hanging = notice -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new DnsFault("interrupted");
            }
        };
        try (Notices notices = new Notices(List.of(hanging, sent::add), () -> now, Duration.ZERO, log::add)) {
            for (int i = 0; i < 300; i++) {
                now = now.plus(Duration.ofMinutes(1));
                notices.tell(numbered(i));
            }
            assertThat(next()).isEqualTo(numbered(0));
        }
    }

    @Test
    void failureIsTriedAgainAndThenLogged() throws Exception {
        List<Notice> tried = new ArrayList<>();
        NoticeTarget failing = notice -> {
            tried.add(notice);
            throw new DnsFault("notify ntfy: no connection");
        };
        try (Notices notices = notices(failing)) {
            notices.tell(FAILURE);
            assertThat(log.poll(10, TimeUnit.SECONDS))
                    .isEqualTo("the notice 'certificate web: renewal failed' was not sent: notify ntfy: no connection");
            assertThat(tried).hasSize(3);
        }
    }

    private Notices notices(NoticeTarget target) {
        return new Notices(List.of(target), () -> now, Duration.ZERO, log::add);
    }

    private Notice next() throws InterruptedException {
        return sent.poll(10, TimeUnit.SECONDS);
    }

    private static Notice numbered(int i) {
        return new Notice(Notice.Kind.NEWS, "subject " + i, "text " + i);
    }
}
