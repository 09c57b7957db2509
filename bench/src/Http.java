import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** As much of an HTTP/1.1 client as the bench needs where wrk does not fit. */
final class Http {
    private Http() {}

    static byte[] get(String path, String host) {
        return head("GET", path, host, "");
    }

    static byte[] head(String method, String path, String host, String more) {
        return (method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Sends one request and reads its answer to the end; returns the status. */
    static int exchange(SocketChannel channel, byte[] request) throws IOException {
        writeAll(channel, ByteBuffer.wrap(request));
        return answer(channel);
    }

    static void writeAll(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads one answer whose head fits into 8 KiB and whose length is declared. */
    static int answer(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        int end = -1;
        String text = "";
        while (end < 0) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("closed before the answer was complete");
            }
            text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
            end = text.indexOf("\r\n\r\n");
        }
        long missing = contentLength(text) - (buffer.position() - end - 4);
        while (missing > 0) {
            buffer.clear();
            int got = channel.read(buffer);
            if (got < 0) {
                throw new EOFException("closed within the body");
            }
            missing -= got;
        }
        return Integer.parseInt(text.substring(9, 12));
    }

    static long contentLength(String head) {
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\ncontent-length:");
        return at < 0
                ? 0
                : Long.parseLong(
                        head.substring(at + 17, head.indexOf('\r', at + 2)).strip());
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
