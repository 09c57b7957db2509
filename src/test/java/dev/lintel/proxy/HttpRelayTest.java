package dev.lintel.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.Method;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.Connector;
import dev.lintel.stream.EndReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The life of a request without a socket: what a client and a server may do at each stage. Behind every story each slot has been given
 * back, nothing waits, and there is one line in the log.
 */
class HttpRelayTest extends RelayStory {
    @Test
    void aPlainRequest() {
        start("server s 127.0.0.1:1");
        get();
        FakeStream server = openings.getFirst().opens(loop);
        assertThat(server().current.get()).isOne();
        server.events.onHead(ok(2), false);
        assertThat(server.demands).isOne();
        server.events.onBody(text("ok"), true);
        server.events.onEnd(EndReason.COMPLETE);
        assertThat(client.said()).isEqualTo("200 ok.");
        assertThat(logged()).isEqualTo("200 -- 0 s");
    }

    // ---- the client leaves

    /** Where the client is when it leaves. */
    enum At {
        CONNECTING,
        SENT,
        BODY_SENT_IN_PART,
        ANSWERED_IN_PART,
        QUEUED
    }

    @ParameterizedTest
    @EnumSource(At.class)
    void theClientLeaves(At at) {
        start("server s 127.0.0.1:1 maxconn 1");
        if (at == At.QUEUED) {
            server().current.incrementAndGet();
        }
        request(at == At.BODY_SENT_IN_PART ? Method.POST : Method.GET, at == At.BODY_SENT_IN_PART ? 10 : 0);
        FakeStream server = at == At.CONNECTING || at == At.QUEUED
                ? null
                : openings.getFirst().opens(loop);
        if (at == At.BODY_SENT_IN_PART) {
            client.events.onBody(text("abc"), false);
        } else if (at == At.ANSWERED_IN_PART) {
            server.events.onHead(ok(10), false);
            server.events.onBody(text("abc"), false);
        }
        client.events.onEnd(EndReason.CLIENT_ABORT);
        assertThat(logged()).matches("\\S+ C. 0 .*");
        if (at == At.QUEUED) {
            assertThat(openings).isEmpty();
            server().current.decrementAndGet();
        } else if (server == null) {
            assertThat(openings.getFirst().opens(loop).reset)
                    .as("opened for nobody")
                    .isTrue();
        } else {
            assertThat(server.reset).isTrue();
        }
    }

    // ---- the server fails

    @Test
    void aServerThatRefusesIsTriedAgainAfterAPause() {
        start("retries 2\nserver s 127.0.0.1:1");
        get();
        openings.get(0).opened().onFailed(EndReason.CONNECT_REFUSED);
        assertThat(openings).hasSize(1);
        loop.advance(1000);
        openings.get(1).opened().onFailed(EndReason.CONNECT_REFUSED);
        loop.advance(1000);
        openings.get(2).opened().onFailed(EndReason.CONNECT_REFUSED);
        assertThat(openings).hasSize(3);
        assertThat(client.said()).startsWith("503 ");
        assertThat(logged()).isEqualTo("503 SC 2 s");
    }

    @Test
    void aServerThatClosesWithoutAnAnswerIsNotAskedAgainUnasked() {
        start("server s 127.0.0.1:1");
        get();
        openings.getFirst().opens(loop).events.onEnd(EndReason.SERVER_CLOSED_EARLY);
        assertThat(openings).hasSize(1);
        assertThat(client.said()).startsWith("502 ");
        assertThat(logged()).isEqualTo("502 SH 0 s");
    }

    @Test
    void aDeadIdleConnectionIsReplacedByAFreshOneForSafeMethods() {
        start("http-reuse always\nserver s 127.0.0.1:1");
        get();
        assertThat(openings.getFirst().reuse()).isEqualTo(Connector.Reuse.ANY);
        openings.getFirst().opens(loop).events.onEnd(EndReason.SERVER_CLOSED_REUSED);
        assertThat(openings.get(1).reuse()).isEqualTo(Connector.Reuse.NEVER);
        FakeStream again = openings.get(1).opens(loop);
        again.events.onHead(ok(0), true);
        again.events.onEnd(EndReason.COMPLETE);
        assertThat(logged()).startsWith("200 -- ");
    }

    @Test
    void whatTheServerRefusedIsSentToAnotherConnectionWhateverTheMethod() {
        start("server s 127.0.0.1:1");
        request(Method.POST, 3);
        openings.getFirst().opens(loop).events.onEnd(EndReason.SERVER_REFUSED);
        client.events.onBody(text("abc"), true);
        FakeStream again = openings.get(1).opens(loop);
        assertThat(again.said()).endsWith("abc.");
        again.events.onHead(ok(0), true);
        again.events.onEnd(EndReason.COMPLETE);
        assertThat(logged()).startsWith("200 -- ");
    }

    @Test
    void whatTheServerRefusedIsLostWithTheBodyThatIsGone() {
        start("server s 127.0.0.1:1");
        request(Method.POST, 6);
        FakeStream server = openings.getFirst().opens(loop);
        client.events.onBody(text("abc"), false);
        server.events.onEnd(EndReason.SERVER_REFUSED);
        assertThat(openings).hasSize(1);
        assertThat(client.said()).startsWith("502 ");
        assertThat(logged()).isEqualTo("502 SH 0 s");
    }

    @Test
    void aServerThatCutsItsAnswerIsShownAsCut() {
        start("server s 127.0.0.1:1");
        get();
        FakeStream server = openings.getFirst().opens(loop);
        server.events.onHead(ok(10), false);
        server.events.onBody(text("abc"), false);
        server.events.onEnd(EndReason.SERVER_ABORT);
        assertThat(client.said()).isEqualTo("200 abc");
        assertThat(client.reset).isTrue();
        assertThat(logged()).isEqualTo("200 SD 0 s");
    }

    // ---- waiting

    @Test
    void aServerThatSaysNothingIsGivenUp() {
        start("server s 127.0.0.1:1");
        get();
        FakeStream server = openings.getFirst().opens(loop);
        loop.advance(20_000);
        assertThat(server.reset).isTrue();
        assertThat(client.said()).startsWith("504 ");
        assertThat(logged()).isEqualTo("504 sH 0 s");
    }

    @Test
    void interimAnswersShowThatTheServerIsAlive() {
        start("server s 127.0.0.1:1");
        get();
        FakeStream server = openings.getFirst().opens(loop);
        loop.advance(15_000);
        server.events.onHead(new ResponseHead(102), false);
        loop.advance(15_000);
        server.events.onHead(ok(0), true);
        server.events.onEnd(EndReason.COMPLETE);
        assertThat(client.said()).isEqualTo("102 200 .");
    }

    @Test
    void theQueueHasItsTime() {
        start("server s 127.0.0.1:1 maxconn 1");
        server().current.incrementAndGet();
        get();
        loop.advance(3_000);
        assertThat(client.said()).startsWith("503 ");
        assertThat(logged()).startsWith("503 sQ 0 ");
        server().current.decrementAndGet();
    }

    @Test
    void aClientThatStopsSendingIsGivenUp() {
        start("server s 127.0.0.1:1");
        request(Method.POST, 10);
        FakeStream server = openings.getFirst().opens(loop);
        client.events.onBody(text("abc"), false);
        loop.advance(10_000);
        assertThat(server.reset).isTrue();
        assertThat(client.said()).startsWith("408 ");
    }

    // ---- bodies

    @Test
    void partsOfABodyThatCameTogetherAreAllPassedOn() {
        start("option http-buffer-request\nserver s 127.0.0.1:1");
        // As much as is waited for comes in the first part; the others came with it.
        request(Method.POST, 40_003);
        client.events.onBody(text("x".repeat(40_000)), false);
        client.events.onBody(text("ab"), false);
        client.events.onBody(text("c"), true);
        FakeStream server = openings.getFirst().opens(loop);
        assertThat(server.said()).endsWith("xabc.");
        server.events.onHead(ok(0), true);
        server.events.onEnd(EndReason.COMPLETE);
    }

    @Test
    void aBodyOfTrailersAloneEnds() {
        start("option http-buffer-request\nserver s 127.0.0.1:1");
        request(Method.POST, -1);
        Headers trailers = new Headers(1);
        trailers.add(HeaderName.of("x-sum"), "1");
        client.events.onTrailers(trailers);
        FakeStream server = openings.getFirst().opens(loop);
        assertThat(server.said()).isEqualTo("POST {x-sum: 1\n}.");
        server.events.onHead(ok(0), true);
        server.events.onEnd(EndReason.COMPLETE);
    }

    @Test
    void anEarlyAnswerEndsTheServersSide() {
        start("server s 127.0.0.1:1");
        request(Method.POST, 10);
        FakeStream server = openings.getFirst().opens(loop);
        server.events.onHead(ok(0), true);
        assertThat(client.said()).isEqualTo("200 .");
        assertThat(server.reset).isTrue();
    }

    @Test
    void anEarlyAnswerThatTheClientTakesSlowlyOutlivesTheServersConnection() {
        start("server s 127.0.0.1:1");
        request(Method.POST, 10);
        FakeStream server = openings.getFirst().opens(loop);
        client.completes = false;
        client.endWaits = true;
        server.events.onHead(ok(3), false);
        server.events.onBody(text("abc"), true);
        server.events.onEnd(EndReason.SERVER_ABORT);
        assertThat(client.reset).isFalse();
        assertThat(client.events.wantsRest()).isFalse();
        client.events.onEnd(EndReason.COMPLETE);
        assertThat(logged()).startsWith("200 -- ");
    }

    @Test
    void anEarlyAnswerThatTheClientDoesNotTakeHasAnEnd() {
        start("server s 127.0.0.1:1");
        request(Method.POST, 10);
        FakeStream server = openings.getFirst().opens(loop);
        client.completes = false;
        client.endWaits = true;
        server.events.onHead(ok(3), false);
        server.events.onBody(text("abc"), true);
        server.events.onEnd(EndReason.SERVER_ABORT);
        loop.advance(10_000);
        assertThat(client.reset).isTrue();
    }

    @Test
    void aWholeAnswerIsNotLostWithItsServer() {
        start("server s 127.0.0.1:1");
        get();
        FakeStream server = openings.getFirst().opens(loop);
        client.completes = false;
        server.events.onHead(ok(3), false);
        server.events.onBody(text("abc"), true);
        server.events.onEnd(EndReason.SERVER_ABORT);
        assertThat(client.reset).isFalse();
        client.events.onEnd(EndReason.COMPLETE);
        assertThat(logged()).startsWith("200 -- ");
    }

    @Test
    void aTunnelThatARuleDeniesIsNone() {
        start("http-response deny if { status 101 }\nserver s 127.0.0.1:1");
        get();
        FakeStream server = openings.getFirst().opens(loop);
        ResponseHead switching = new ResponseHead(101);
        switching.framing = Framing.TUNNEL;
        server.events.onHead(switching, true);
        assertThat(client.said()).startsWith("502 ");
        assertThat(server.reset).isTrue();
    }
}
