package dev.lintel.testkit;

import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** One stream of an {@link H2Link}: one request and its answers. Guarded by the scene. */
final class StreamConnection extends Connection {
    private static final int CANCEL = 8;

    /** What came in one frame; fields null for data. */
    private record Event(Http2Headers fields, byte[] data, boolean end) {}

    /** What waits for the window to open; fields are trailers. */
    private record Part(byte[] data, Http2Headers trailers, boolean end) {}

    final int id;
    int sendWindow;
    int receiveWindow = 65535;
    private final H2Link link;
    private final boolean requests;
    private final Deque<Event> events = new ArrayDeque<>();
    private final Deque<Part> pending = new ArrayDeque<>();
    private boolean endCame;
    private boolean endSent;
    private boolean headSent;
    private boolean reset;
    /** What a body that comes by later steps still lacks of its announced length. */
    private long due;

    StreamConnection(H2Link link, Scene scene, String owner, int id, boolean requests, int sendWindow) {
        super(scene, owner, new MessageReader(requests));
        this.link = link;
        this.requests = requests;
        this.id = id;
        this.sendWindow = sendWindow;
    }

    @Override
    TcpConnection carrier() {
        return link.carrier();
    }

    // ---- receiving

    void received(Http2Headers fields, boolean end) {
        arrived(new Event(fields, null, end));
    }

    void received(byte[] data, boolean end) {
        arrived(new Event(null, data, end));
    }

    private void arrived(Event event) {
        if (events.isEmpty()) unreadSince = System.nanoTime();
        events.add(event);
        endCame |= event.end();
    }

    void wasReset(int code) {
        // RFC 9113 section 8.1: a server that has said everything may so refuse the rest of a request.
        if (code == 0 && endCame) return;
        reset = true;
    }

    @Override
    void advance() {
        while (!events.isEmpty() && reader.take(this::taken)) {}
        if (ended() && events.isEmpty()) reader.cut();
    }

    /** Hands the oldest event to the reader; false where it begins another message. */
    private boolean taken(boolean betweenMessages) {
        Event event = events.peek();
        boolean begins = event.fields() != null && !reader.inBody();
        if (begins && !betweenMessages) return false;
        events.remove();
        if (begins)
            reader.head(H2Fields.startLine(event.fields(), requests), H2Fields.read(event.fields()), event.end());
        else if (event.fields() != null) reader.trailers(H2Fields.read(event.fields()));
        else reader.data(event.data());
        if (event.end()) reader.end();
        return true;
    }

    @Override
    boolean unread() {
        for (Event event : events) if (event.fields() != null || event.data().length > 0) return true;
        return false;
    }

    @Override
    boolean ended() {
        return reset || carrier().ended();
    }

    @Override
    boolean finished() {
        return endCame || ended();
    }

    @Override
    boolean wasReset() {
        return reset || carrier().wasReset();
    }

    @Override
    boolean closedHere() {
        return carrier().closedHere();
    }

    @Override
    String unreadText() {
        List<String> all = new ArrayList<>();
        for (Event event : events)
            all.add(event.fields() != null ? event.fields().toString() : Expected.show(event.data()));
        return all.toString();
    }

    // ---- sending

    @Override
    void send(Outgoing message, String asked) {
        H2Fields.Body body = H2Fields.body(message, asked);
        boolean interim = !message.isRequest() && message.status() / 100 == 1;
        boolean end = body == H2Fields.Body.NONE && !interim;
        headSent = true;
        if (body == H2Fields.Body.LATER) due = H2Fields.length(message);
        link.sendHead(this, H2Fields.head(message, asked), end);
        endSent = end;
        if (body != H2Fields.Body.HERE) return;
        List<byte[]> pieces = message.chunks() != null ? message.chunks() : List.of(message.body());
        for (byte[] piece : pieces) pending.add(new Part(piece, null, false));
        sendLastChunk(message.trailers());
    }

    @Override
    void sendChunk(byte[] data) {
        synchronized (scene) {
            pending.add(new Part(data, null, false));
            flush();
        }
    }

    @Override
    void sendLastChunk(List<Message.Field> trailers) {
        synchronized (scene) {
            if (trailers.isEmpty()) pending.add(new Part(new byte[0], null, true));
            else pending.add(new Part(null, H2Fields.trailers(trailers), true));
            flush();
        }
    }

    @Override
    void sendBytes(byte[] bytes, boolean bytewise) {
        if (!headSent || endSent) throw new Mismatch("bytes of a body", "there is no message that they belong to");
        due -= bytes.length;
        synchronized (scene) {
            pending.add(new Part(bytes, null, due == 0));
            flush();
        }
    }

    /** Sends what the windows allow; an end without data goes with the data before it where there is some. */
    void flush() {
        while (!pending.isEmpty() && !ended()) {
            Part part = pending.remove();
            Part after = pending.peek();
            boolean last =
                    part.end() || after != null && after.end() && after.trailers() == null && after.data().length == 0;
            if (part.trailers() != null) {
                link.sendHead(this, part.trailers(), true);
                endSent = true;
                continue;
            }
            int length = Math.min(part.data().length, link.sendable(this));
            if (length == 0 && part.data().length > 0) {
                pending.addFirst(part);
                return;
            }
            boolean whole = length == part.data().length;
            if (!whole)
                pending.addFirst(
                        new Part(Arrays.copyOfRange(part.data(), length, part.data().length), null, part.end()));
            boolean end = whole && last;
            if (end && !part.end()) pending.remove();
            link.sendData(this, Arrays.copyOf(part.data(), length), end);
            endSent |= end;
        }
    }

    @Override
    void finish() {
        synchronized (scene) {
            if (!endSent) sendLastChunk(List.of());
        }
    }

    @Override
    void close() {
        carrier().close();
    }

    /** Aborts the stream alone; a peer that wants to hurt more closes. */
    @Override
    void reset() {
        synchronized (scene) {
            link.sendReset(this, CANCEL);
        }
    }
}
