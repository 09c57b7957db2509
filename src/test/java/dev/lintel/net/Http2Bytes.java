package dev.lintel.net;

import dev.lintel.http.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Frames of HTTP/2 written by hand, byte for byte, and what came back told in words. */
final class Http2Bytes {
    static final String[] GET = {":method", "GET", ":scheme", "http", ":authority", "a.b", ":path", "/"};
    static final String[] POST = {":method", "POST", ":scheme", "http", ":authority", "a.b", ":path", "/"};

    private static final String[] TYPES = {
        "DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY", "WINDOW_UPDATE"
    };

    private Http2Bytes() {}

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] preface() {
        return join(Bytes.of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(4, 0, 0));
    }

    static byte[] frame(int type, int flags, int stream, byte... payload) {
        int size = payload.length;
        byte[] head = {(byte) (size >> 16), (byte) (size >> 8), (byte) size, (byte) type, (byte) flags, 0, 0, 0, 0};
        System.arraycopy(number(stream), 0, head, 5, 4);
        return join(head, payload);
    }

    static byte[] number(int n) {
        return new byte[] {(byte) (n >> 24), (byte) (n >> 16), (byte) (n >> 8), (byte) n};
    }

    /** Names and values in turn, each as a literal that is not indexed. */
    static byte[] block(String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            out.write(0);
            literal(out, fields[i]);
            literal(out, fields[i + 1]);
        }
        return out.toByteArray();
    }

    private static void literal(ByteArrayOutputStream out, String text) {
        int size = text.length();
        if (size < 127) {
            out.write(size);
        } else {
            out.write(127);
            int rest = size - 127;
            for (; rest >= 128; rest >>>= 7) {
                out.write(rest & 127 | 128);
            }
            out.write(rest);
        }
        out.writeBytes(Bytes.of(text));
    }

    static String[] with(String[] head, String... more) {
        List<String> all = new ArrayList<>(List.of(head));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    /** A whole request without a body. */
    static byte[] request(int stream, String... fields) {
        return frame(1, 5, stream, block(fields));
    }

    /** The head of a request whose body follows. */
    static byte[] head(int stream, String... fields) {
        return frame(1, 4, stream, block(fields));
    }

    static byte[] data(int stream, boolean last, int size) {
        return frame(0, last ? 1 : 0, stream, new byte[size]);
    }

    static byte[] reset(int stream) {
        return frame(3, 0, stream, number(8));
    }

    static byte[] windowUpdate(int stream, int more) {
        return frame(8, 0, stream, number(more));
    }

    /** Such as {@code HEADERS#1 DATA#1.}: a dot where the stream ends, a number where there is a code. */
    static String told(String sent) {
        StringBuilder out = new StringBuilder();
        byte[] bytes = Bytes.of(sent);
        for (int at = 0; at + 9 <= bytes.length; ) {
            int size = (bytes[at] & 255) << 16 | (bytes[at + 1] & 255) << 8 | bytes[at + 2] & 255;
            int type = bytes[at + 3];
            int stream = number(bytes, at + 5);
            int payload = at + 9;
            at = payload + size;
            String more = type == 3 ? "=" + number(bytes, payload) : type == 7 ? "=" + number(bytes, payload + 4) : "";
            if (type == 4 || type == 8) {
                continue;
            }
            boolean last = type < 2 && (bytes[payload - 5] & 1) != 0;
            out.append(out.isEmpty() ? "" : " ").append(TYPES[type]);
            out.append(stream == 0 ? "" : "#" + stream).append(more).append(last ? "." : "");
        }
        return out.toString();
    }

    /** The room that was given, such as {@code #1+32767 #0+524288}. */
    static String room(String sent) {
        StringBuilder out = new StringBuilder();
        byte[] bytes = Bytes.of(sent);
        for (int at = 0; at + 9 <= bytes.length; ) {
            int size = (bytes[at] & 255) << 16 | (bytes[at + 1] & 255) << 8 | bytes[at + 2] & 255;
            if (bytes[at + 3] == 8) {
                out.append(out.isEmpty() ? "#" : " #").append(number(bytes, at + 5));
                out.append("+").append(number(bytes, at + 9));
            }
            at += 9 + size;
        }
        return out.toString();
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 127) << 24 | (bytes[at + 1] & 255) << 16 | (bytes[at + 2] & 255) << 8 | bytes[at + 3] & 255;
    }
}
