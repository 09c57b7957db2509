package dev.lintel.net;

import static dev.lintel.net.Http2Code.ACK;
import static dev.lintel.net.Http2Code.CONTINUATION;
import static dev.lintel.net.Http2Code.DATA;
import static dev.lintel.net.Http2Code.END_HEADERS;
import static dev.lintel.net.Http2Code.END_STREAM;
import static dev.lintel.net.Http2Code.FRAME_HEAD;
import static dev.lintel.net.Http2Code.GOAWAY;
import static dev.lintel.net.Http2Code.HEADERS;
import static dev.lintel.net.Http2Code.PING;
import static dev.lintel.net.Http2Code.RST_STREAM;
import static dev.lintel.net.Http2Code.SETTINGS;
import static dev.lintel.net.Http2Code.WINDOW_UPDATE;

import dev.lintel.http.ByteWriter;
import io.netty.buffer.ByteBuf;

/** Writes the frames of one HTTP/2 connection (RFC 9113 section 6). Owned by the connection's loop. */
final class Http2Output extends SocketOutput {
    /** Heads of several streams leave together. */
    private static final int FIRST_BUFFER = 2048;

    /** The largest frame that the peer takes. */
    int frameBytes = Http2Code.DEFAULT_FRAME;

    boolean tableShrank;

    /** How many frames answered frames of the peer since its socket last took all. */
    int control;

    Http2Output(NettyLoop loop) {
        super(loop, FIRST_BUFFER);
    }

    private ByteBuf frame(int type, int flags, int stream, int length, int room) {
        ByteBuf out = room(FRAME_HEAD + room);
        out.writeMedium(length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        return out;
    }

    /** Pairs of a setting and its value. */
    void settings(int... pairs) {
        ByteBuf out = frame(SETTINGS, 0, 0, pairs.length * 3, pairs.length * 3);
        for (int i = 0; i < pairs.length; i += 2) {
            out.writeShort(pairs[i]);
            out.writeInt(pairs[i + 1]);
        }
    }

    /** Room for all streams together; behind our settings. */
    void widen(int window) {
        if (window > Http2Code.DEFAULT_WINDOW) {
            windowUpdate(0, window - Http2Code.DEFAULT_WINDOW);
        }
    }

    void settingsAck() {
        control++;
        frame(SETTINGS, ACK, 0, 0, 0);
    }

    void ping(boolean ack, long data) {
        control++;
        frame(PING, ack ? ACK : 0, 0, 8, 8).writeLong(data);
    }

    void windowUpdate(int stream, int more) {
        frame(WINDOW_UPDATE, 0, stream, 4, 4).writeInt(more);
    }

    void rst(int stream, int code) {
        control++;
        frame(RST_STREAM, 0, stream, 4, 4).writeInt(code);
    }

    void goAway(int last, int code) {
        ByteBuf out = frame(GOAWAY, 0, 0, 8, 8);
        out.writeInt(last);
        out.writeInt(code);
    }

    /** A header block, in as many frames as it needs. */
    void headers(int stream, ByteWriter block, boolean last) {
        int size = block.size();
        int end = last ? END_STREAM : 0;
        if (tableShrank) {
            tableShrank = false;
            shrunk(stream, block, end);
            return;
        }
        if (size <= frameBytes) {
            frame(HEADERS, END_HEADERS | end, stream, size, size).writeBytes(block.array(), 0, size);
            return;
        }
        int type = HEADERS;
        for (int at = 0; at < size; at += frameBytes) {
            int part = Math.min(frameBytes, size - at);
            int flags = (at + part == size ? END_HEADERS : 0) | (type == HEADERS ? end : 0);
            frame(type, flags, stream, part, part).writeBytes(block.array(), at, part);
            type = CONTINUATION;
        }
    }

    /** The peer wants to be told that its table is smaller, at the front of the next head (RFC 7541 section 4.2): it is empty. */
    private void shrunk(int stream, ByteWriter block, int end) {
        ByteWriter told = new ByteWriter(block.size() + 1);
        told.put((byte) 0x20).put(block.array(), 0, block.size());
        headers(stream, told, end != 0);
    }

    /** All of the buffer in one frame; takes over the reference. */
    void data(int stream, ByteBuf data, boolean last) {
        int size = data.readableBytes();
        frame(DATA, last ? END_STREAM : 0, stream, size, size <= COPY_LIMIT ? size : 0);
        raw(data, size);
    }
}
