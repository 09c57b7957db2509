package dev.lintel.acceptance;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An HTTP/1.1 head as it came off a blocking socket, and the reading of the body behind it: just enough for well-behaved peers. */
record Message(String line, String fields) {
    /** The next head; null where the connection ends before its first byte. */
    static Message read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder(256);
        while (true) {
            int b = in.read();
            if (b < 0) {
                if (head.isEmpty()) {
                    return null;
                }
                throw new EOFException("cut in the middle of a head: " + head);
            }
            head.append((char) b);
            int length = head.length();
            if (b == '\n' && length >= 4 && head.charAt(length - 3) == '\n') {
                int end = head.indexOf("\r\n");
                return new Message(head.substring(0, end), head.substring(end));
            }
        }
    }

    /** The value of a field, or null. */
    String field(String name) {
        String start = "\r\n" + name + ":";
        int at = fields.toLowerCase(Locale.ROOT).indexOf(start);
        return at < 0
                ? null
                : fields.substring(at + start.length(), fields.indexOf("\r\n", at + 2))
                        .strip();
    }

    int status() {
        return Integer.parseInt(line.substring(9, 12));
    }

    /** Reads the body by its length, or by its chunks; each piece is handed on as it comes. */
    void body(InputStream in, Pieces pieces) throws IOException {
        if ("chunked".equals(field("transfer-encoding"))) {
            for (int size = chunk(in); size > 0; size = chunk(in)) {
                exactly(in, size, pieces);
                line(in);
            }
            line(in);
        } else if (field("content-length") != null) {
            exactly(in, Long.parseLong(field("content-length")), pieces);
        }
    }

    /** Who takes the parts of a body. */
    interface Pieces {
        void take(byte[] buffer, int length) throws IOException;
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static void exactly(InputStream in, long size, Pieces pieces) throws IOException {
        byte[] buffer = new byte[(int) Math.min(size, 16 << 10)];
        for (long left = size; left > 0; ) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                throw new EOFException("cut with " + left + " bytes of the body outstanding");
            }
            pieces.take(buffer, n);
            left -= n;
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("cut between chunks");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
