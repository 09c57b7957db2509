package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.stream.Address;
import dev.lintel.stream.Connector.Reuse;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpLimits;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.SocketOptions;
import dev.lintel.stream.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which connections to servers are kept, for whom, and how long: real ones, without sockets. */
class UpstreamPoolsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final long PURGE = 5000;

    /** Its loop is everybody's. */
    private final Wire first = new Wire();

    private final UpstreamPools pools = first.loop.pools;
    private final List<Connected> all = new ArrayList<>();

    private static Target target(int max, int low) {
        return new Target(Address.of(new byte[] {127, 0, 0, 1}, 1), null, max, low, PURGE, -1, 0, SocketOptions.NONE);
    }

    /** A connection to a server. */
    private final class Connected implements HttpStream.Events {
        final Wire wire = new Wire();
        final Http1Client client;

        Connected(Target target) {
            client = new Http1Client(first.loop, target, null, HttpLimits.RESPONSE);
            wire.add(client);
            client.join();
            ask();
            all.add(this);
        }

        void ask() {
            client.events(this);
            RequestHead request = new RequestHead(new Headers(2));
            request.target(Bytes.of("/"), 0, 1);
            request.headers.add(HeaderName.HOST, "a");
            client.head(request, true);
        }

        void answered() {
            first.pass(0);
            wire.arrive(OK);
        }

        boolean open() {
            return wire.isActive();
        }

        @Override
        public void onHead(MessageHead head, boolean last) {}

        @Override
        public void onBody(ByteBuf data, boolean last) {
            data.release();
        }

        @Override
        public void onTrailers(Headers fields) {}

        @Override
        public void onWritable() {}

        @Override
        public void onEnd(EndReason reason) {}
    }

    private int open() {
        return (int) all.stream().filter(Connected::open).count();
    }

    private List<Connected> connected(Target target, int count) {
        List<Connected> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            opened.add(new Connected(target));
        }
        return opened;
    }

    @AfterEach
    void nothingIsLeft() {
        for (Connected each : all) {
            each.wire.end();
        }
        first.end();
    }

    @Test
    void theOneUsedLastIsTakenFirst() {
        Target target = target(-1, 0);
        List<Connected> two = connected(target, 2);
        two.forEach(Connected::answered);
        assertThat(open()).isEqualTo(2);
        assertThat(pools.take(target, Reuse.NEVER, null)).isNull();
        assertThat(pools.take(target, Reuse.ANY, null)).isSameAs(two.get(1).client);
        assertThat(pools.take(target, Reuse.ANY, null)).isSameAs(two.get(0).client);
        assertThat(pools.take(target, Reuse.ANY, null)).isNull();
    }

    @Test
    void whoMustNotRiskItGetsOneThatHasServedTwice() {
        Target target = target(-1, 0);
        List<Connected> two = connected(target, 2);
        two.forEach(Connected::answered);
        assertThat(pools.take(target, Reuse.PROVEN, null)).isNull();
        Http1Client again = (Http1Client) pools.take(target, Reuse.ANY, null);
        Connected served =
                two.stream().filter(each -> each.client == again).findFirst().orElseThrow();
        again.join();
        served.ask();
        served.answered();
        assertThat(pools.take(target, Reuse.PROVEN, null)).isSameAs(again);
        assertThat(pools.take(target, Reuse.PROVEN, null)).isNull();
    }

    @Test
    void whoAnswersAndDoesNotTakeTheRequestIsNotKept() {
        Target target = target(-1, 0);
        Connected early = connected(target, 1).getFirst();
        early.answered();
        pools.take(target, Reuse.ANY, null);
        early.client.join();
        early.client.events(early);
        early.wire.stuck(true);
        RequestHead request = new RequestHead(new Headers(2));
        request.method = Method.POST;
        request.target(Bytes.of("/"), 0, 1);
        request.headers.add(HeaderName.HOST, "a");
        request.framing = Framing.LENGTH;
        request.length = 100_000;
        early.client.head(request, false);
        early.client.body(Unpooled.wrappedBuffer(new byte[100_000]), true);
        first.pass(0);
        assertThat(early.open()).isTrue();
        early.answered();
        assertThat(early.open()).isFalse();
    }

    @Test
    void noMoreAreKeptThanTheLineSays() {
        Target target = target(2, 0);
        List<Connected> three = connected(target, 3);
        three.forEach(Connected::answered);
        assertThat(open()).isEqualTo(2);
    }

    @Test
    void noneAreKeptOfATargetThatIsRetired() {
        Target target = target(-1, 0);
        Connected one = new Connected(target);
        target.retire();
        one.answered();
        assertThat(one.open()).isFalse();
        assertThat(pools.take(target, Reuse.ANY, null)).isNull();
    }

    @Test
    void oneThatTheServerClosesIsForgotten() {
        Target target = target(-1, 0);
        Connected one = new Connected(target);
        one.answered();
        one.wire.arriveEnd();
        assertThat(one.open()).isFalse();
        assertThat(pools.take(target, Reuse.ANY, null)).isNull();
    }

    @Test
    void thoseNotNeededAreClosedByHalvesOldestFirst() {
        Target target = target(-1, 0);
        List<Connected> eight = connected(target, 8);
        eight.forEach(Connected::answered);
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            first.pass(PURGE + 10);
            eight.forEach(each -> each.wire.pass(0));
            left.add(open());
        }
        // The first time all eight were in use since the last look; from then on the need is halved, and so is the
        // excess.
        assertThat(left).isSortedAccordingTo((a, b) -> b - a).startsWith(8).endsWith(0);
        assertThat(left.stream().distinct().count())
                .as("not all at once: %s", left)
                .isGreaterThan(3);
    }

    @Test
    void asManyAsTheLineSaysStayWithoutNeed() {
        Target target = target(-1, 3);
        List<Connected> eight = connected(target, 8);
        eight.forEach(Connected::answered);
        for (int i = 0; i < 20; i++) {
            first.pass(PURGE + 10);
        }
        assertThat(open()).isEqualTo(3);
        assertThat(eight.subList(5, 8)).as("the youngest").allMatch(Connected::open);
    }
}
