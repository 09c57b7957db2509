package dev.lintel.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * HTTP/2 over one TCP connection, as either side (RFC 9113). Frames and windows are our own, so that no mistake can hide behind the same
 * one in the program under test; field blocks are Netty's HPACK, which refuses what RFC 9113 section 8 forbids. Guarded by the scene.
 */
final class H2Link {
    static final byte[] PREFACE = Latin1.bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RESET = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    private static final int FRAME = 16384;
    private static final int START_WINDOW = 65535;

    private final TcpConnection tcp;
    private final boolean server;
    private final Consumer<StreamConnection> onStream;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true, 1 << 20);
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final Map<Integer, StreamConnection> streams = new TreeMap<>();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private int blockStream;
    private int blockFlags;
    private boolean prefaceDue;
    private boolean goingAway;
    private int next = 1;
    private int theirInitialWindow = START_WINDOW;
    private int sendWindow = START_WINDOW;
    private int receiveWindow = START_WINDOW;

    /** @param onStream hears of streams that the peer opens */
    H2Link(TcpConnection tcp, boolean server, Consumer<StreamConnection> onStream) {
        this.tcp = tcp;
        this.server = server;
        this.onStream = onStream;
        this.prefaceDue = server;
        if (!server) tcp.enqueue(PREFACE);
        // A client wants nothing pushed.
        sendFrame(SETTINGS, 0, 0, server ? new byte[0] : new byte[] {0, 2, 0, 0, 0, 0});
    }

    TcpConnection carrier() {
        return tcp;
    }

    /** Whether another request may go out on it. */
    boolean usable() {
        return !goingAway && !tcp.ended() && !tcp.closedHere();
    }

    StreamConnection open() {
        StreamConnection stream = new StreamConnection(this, tcp.scene, tcp.owner, next, server, theirInitialWindow);
        streams.put(next, stream);
        next += 2;
        return stream;
    }

    // ---- sending

    void sendHead(StreamConnection stream, Http2Headers fields, boolean end) {
        ByteBuf out = Unpooled.buffer();
        try {
            encoder.encodeHeaders(stream.id, fields, out);
        } catch (Http2Exception e) {
            throw new Mismatch("fields that HPACK can carry", e.getMessage());
        }
        byte[] all = new byte[out.readableBytes()];
        out.readBytes(all).release();
        int sent = Math.min(all.length, FRAME);
        int flags = (end ? END_STREAM : 0) | (sent == all.length ? END_HEADERS : 0);
        note("> ", stream.id, fields + (end ? " (end of stream)" : ""));
        sendFrame(HEADERS, flags, stream.id, java.util.Arrays.copyOf(all, sent));
        while (sent < all.length) {
            int length = Math.min(all.length - sent, FRAME);
            int last = sent + length == all.length ? END_HEADERS : 0;
            sendFrame(CONTINUATION, last, stream.id, java.util.Arrays.copyOfRange(all, sent, sent + length));
            sent += length;
        }
    }

    /** How much of a body may go out on that stream now. */
    int sendable(StreamConnection stream) {
        return Math.max(0, Math.min(FRAME, Math.min(sendWindow, stream.sendWindow)));
    }

    void sendData(StreamConnection stream, byte[] data, boolean end) {
        sendWindow -= data.length;
        stream.sendWindow -= data.length;
        note("> ", stream.id, shown(data) + (end ? " (end of stream)" : ""));
        sendFrame(DATA, end ? END_STREAM : 0, stream.id, data);
    }

    void sendReset(StreamConnection stream, int code) {
        note("> ", stream.id, "(reset, code " + code + ")");
        sendFrame(RESET, 0, stream.id, int32(code));
    }

    void sendFrame(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >> 16);
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        System.arraycopy(int32(stream), 0, frame, 5, 4);
        System.arraycopy(payload, 0, frame, 9, payload.length);
        tcp.enqueue(frame);
    }

    private static byte[] int32(int value) {
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    // ---- receiving

    /** Takes whole frames off what has arrived. */
    void received(ByteQueue in) {
        if (prefaceDue) {
            if (in.size() < PREFACE.length) return;
            in.take(PREFACE.length);
            prefaceDue = false;
        }
        try {
            while (in.size() >= 9) {
                int length = (in.at(0) & 0xff) << 16 | (in.at(1) & 0xff) << 8 | in.at(2) & 0xff;
                if (length > FRAME) throw new Mismatch("a frame of at most " + FRAME + " bytes", length + " bytes");
                if (in.size() < 9 + length) return;
                byte[] head = in.take(9);
                int stream = int32(head, 5) & 0x7fffffff;
                frame(head[3], head[4] & 0xff, stream, in.take(length));
            }
        } catch (Mismatch | Http2Exception e) {
            tcp.scene.note(tcp.owner, "< (this is not HTTP/2: " + e.getMessage() + ")");
            tcp.drop();
        }
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws Http2Exception {
        if (block.size() > 0 && type != CONTINUATION)
            throw new Mismatch("the rest of a field block", "a frame of type " + type);
        switch (type) {
            case DATA -> data(stream, flags, unpadded(flags, payload, 0));
            case HEADERS -> {
                blockStream = stream;
                blockFlags = flags;
                fields(flags, unpadded(flags, payload, (flags & 0x20) == 0 ? 0 : 5));
            }
            case CONTINUATION -> {
                if (stream != blockStream) throw new Mismatch("the block's stream", "stream " + stream);
                fields(flags, payload);
            }
            case RESET -> {
                note("< ", stream, "(reset, code " + int32(payload, 0) + ")");
                StreamConnection reset = streams.get(stream);
                if (reset != null) reset.wasReset(int32(payload, 0));
            }
            case SETTINGS -> settings(flags, payload);
            case PING -> {
                if ((flags & 1) == 0) sendFrame(PING, 1, 0, payload);
            }
            case GOAWAY -> goAway(payload);
            case WINDOW -> window(stream, int32(payload, 0));
            default -> {} // RFC 9113 section 5.5: what is not known is ignored.
        }
    }

    private static byte[] unpadded(int flags, byte[] payload, int skip) {
        int from = skip;
        int padding = 0;
        if ((flags & 8) != 0) {
            padding = payload[0] & 0xff;
            from++;
        }
        return java.util.Arrays.copyOfRange(payload, from, payload.length - padding);
    }

    private void data(int id, int flags, byte[] data) {
        boolean end = (flags & END_STREAM) != 0;
        note("< ", id, shown(data) + (end ? " (end of stream)" : ""));
        StreamConnection stream = streams.get(id);
        if (stream == null) throw new Mismatch("data of an open stream", "stream " + id);
        receiveWindow -= data.length;
        stream.receiveWindow -= data.length;
        if (receiveWindow < 0 || stream.receiveWindow < 0)
            throw new Mismatch("data that the windows allow", data.length + " bytes too many");
        if (data.length > 0) {
            byte[] grown = int32(data.length);
            receiveWindow += data.length;
            sendFrame(WINDOW, 0, 0, grown);
            if (!end) {
                stream.receiveWindow += data.length;
                sendFrame(WINDOW, 0, id, grown);
            }
        }
        stream.received(data, end);
    }

    private void fields(int flags, byte[] part) throws Http2Exception {
        block.writeBytes(part);
        if ((flags & END_HEADERS) == 0) return;
        boolean end = (blockFlags & END_STREAM) != 0;
        Http2Headers fields = decoder.decodeHeaders(blockStream, Unpooled.wrappedBuffer(block.toByteArray()));
        block.reset();
        note("< ", blockStream, fields + (end ? " (end of stream)" : ""));
        StreamConnection stream = streams.get(blockStream);
        boolean opened = stream == null && server && blockStream >= next && blockStream % 2 == 1;
        if (opened) {
            next = blockStream;
            stream = open();
        }
        if (stream == null) throw new Mismatch("fields of a stream that is there", "stream " + blockStream);
        if (opened) onStream.accept(stream);
        stream.received(fields, end);
    }

    private void settings(int flags, byte[] payload) throws Http2Exception {
        if ((flags & 1) != 0) return;
        for (int at = 0; at < payload.length; at += 6) {
            int value = int32(payload, at + 2);
            switch (payload[at] << 8 | payload[at + 1]) {
                case 1 -> encoder.maxHeaderTableSize(value);
                case 4 -> {
                    for (StreamConnection stream : streams.values()) stream.sendWindow += value - theirInitialWindow;
                    theirInitialWindow = value;
                }
                default -> {}
            }
        }
        sendFrame(SETTINGS, 1, 0, new byte[0]);
        flushAll();
    }

    private void goAway(byte[] payload) {
        int last = int32(payload, 0);
        tcp.scene.note(tcp.owner, "< (going away after stream " + last + ", code " + int32(payload, 4) + ")");
        goingAway = true;
        for (StreamConnection stream : streams.values()) if (stream.id > last && !server) stream.wasReset(7);
    }

    private void window(int id, int more) {
        if (id == 0) sendWindow += more;
        else if (streams.containsKey(id)) streams.get(id).sendWindow += more;
        flushAll();
    }

    private void flushAll() {
        for (StreamConnection stream : new ArrayList<>(streams.values())) stream.flush();
    }

    /** The connection is over, and all that it carried. */
    List<StreamConnection> all() {
        return new ArrayList<>(streams.values());
    }

    private static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }

    private void note(String arrow, int stream, String what) {
        String text = what.length() > 600 ? what.substring(0, 600) + "..." : what;
        tcp.scene.note(tcp.owner, arrow + "#" + stream + " " + text);
    }

    private static String shown(byte[] data) {
        return data.length <= 400
                ? Latin1.quoted(Latin1.text(data), 400)
                : data.length + " bytes " + HexFormat.of().formatHex(data, 0, 8) + "...";
    }
}
