package dev.lintel.acceptance;

import dev.lintel.peers.TlsClient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;

/**
 * A WebSocket as one stream of an HTTP/2 connection over TLS (RFC 8441, RFC 6455), as a browser opens it that already has such a
 * connection. Everything but the compression of fields is done by hand. Used by one thread.
 */
final class WebSocketStream implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW = 8;
    private static final int ENABLE_CONNECT_PROTOCOL = 8;
    private static final int STREAM = 1;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;

    private final SSLSocket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true, 1 << 16);
    private final ByteBuf received = Unpooled.buffer();
    private boolean connectAllowed;
    private boolean ended;
    private String status;
    private long connectionWindow = 65535;
    private long streamWindow = 65535;

    WebSocketStream(TlsClient client, int port, String host, String path) throws IOException {
        socket = client.sni(host).alpn("h2").connect(new InetSocketAddress("127.0.0.1", port));
        in = new DataInputStream(socket.getInputStream());
        if (!socket.getApplicationProtocol().equals("h2")) throw new IOException("HTTP/2 was not agreed on");
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0, new byte[0]);
        while (!connectAllowed) readFrame();
        Http2Headers fields = new DefaultHttp2Headers()
                .method("CONNECT")
                .add(":protocol", "websocket")
                .scheme("https")
                .authority(host)
                .path(path)
                .add("sec-websocket-version", "13");
        ByteBuf block = Unpooled.buffer();
        try {
            new DefaultHttp2HeadersEncoder().encodeHeaders(STREAM, fields, block);
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
        send(HEADERS, 4, STREAM, Arrays.copyOf(block.array(), block.readableBytes()));
        while (status == null) readFrame();
        if (!status.equals("200")) throw new IOException("the WebSocket was refused with status " + status);
    }

    /** Sends a text and returns what comes back. */
    String echo(String text) throws IOException {
        sendMessage(TEXT, text.getBytes(StandardCharsets.UTF_8));
        return new String(message(TEXT), StandardCharsets.UTF_8);
    }

    private void sendMessage(int opcode, byte[] content) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(content.length + 8);
        out.put((byte) (0x80 | opcode));
        // A client masks what it sends; a mask of zeros is one, too.
        if (content.length < 126) out.put((byte) (0x80 | content.length));
        else out.put((byte) (0x80 | 126)).putShort((short) content.length);
        out.putInt(0).put(content);
        while (connectionWindow < out.position() || streamWindow < out.position()) readFrame();
        connectionWindow -= out.position();
        streamWindow -= out.position();
        send(DATA, 0, STREAM, Arrays.copyOf(out.array(), out.position()));
    }

    private byte[] message(int opcode) throws IOException {
        int first = octet() & 0xff;
        int length = octet();
        if (length == 126) length = (octet() & 0xff) << 8 | octet() & 0xff;
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) content[i] = octet();
        if (first != (0x80 | opcode)) throw new IOException("a message of type " + first + " came");
        return content;
    }

    private byte octet() throws IOException {
        while (!received.isReadable()) readFrame();
        return received.readByte();
    }

    private void readFrame() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        switch (type) {
            case DATA -> {
                ended |= (flags & 1) != 0;
                received.discardReadBytes().writeBytes(payload);
                if (length > 0) grow(length);
            }
            case HEADERS -> status = status(payload);
            case SETTINGS -> settings(flags, ByteBuffer.wrap(payload));
            case PING -> {
                if (flags == 0) send(PING, 1, 0, payload);
            }
            case WINDOW -> {
                if (stream == 0) connectionWindow += ByteBuffer.wrap(payload).getInt();
                else streamWindow += ByteBuffer.wrap(payload).getInt();
            }
            default -> throw new IOException("a frame of type " + type + " came");
        }
    }

    private void grow(int length) throws IOException {
        byte[] more = ByteBuffer.allocate(4).putInt(length).array();
        send(WINDOW, 0, 0, more);
        send(WINDOW, 0, STREAM, more);
    }

    private String status(byte[] block) throws IOException {
        try {
            return decoder.decodeHeaders(STREAM, Unpooled.wrappedBuffer(block))
                    .status()
                    .toString();
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    private void settings(int flags, ByteBuffer payload) throws IOException {
        if (flags == 1) return;
        while (payload.hasRemaining()) {
            int id = payload.getShort();
            int value = payload.getInt();
            connectAllowed |= id == ENABLE_CONNECT_PROTOCOL && value == 1;
        }
        send(SETTINGS, 1, 0, new byte[0]);
    }

    private void send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(ByteBuffer.allocate(9)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .array());
        frame.writeBytes(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    /** Says goodbye, hears it said, and waits for the end of the stream: who hangs up before is told of in the log. */
    @Override
    public void close() throws IOException {
        try (socket) {
            sendMessage(CLOSE, new byte[] {3, (byte) 0xe8});
            message(CLOSE);
            send(DATA, 1, STREAM, new byte[0]);
            while (!ended) readFrame();
        }
    }
}
