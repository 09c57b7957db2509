package dev.lintel.app;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a client of the runtime API does at a unix socket, byte by byte. */
final class ApiClient {
    private ApiClient() {}

    static SocketChannel connect(Path socket) throws IOException {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        client.connect(UnixDomainSocketAddress.of(socket));
        return client;
    }

    /** Says everything there is to say, and hears the answer to its end. */
    static String ask(Path socket, String text) throws IOException {
        try (SocketChannel client = connect(socket)) {
            write(client, text);
            client.shutdownOutput();
            return drain(client);
        }
    }

    static void write(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    /** Says something, and hears what comes up to that end. */
    static String exchange(SocketChannel client, String text, String end) throws IOException {
        write(client, text);
        StringBuilder said = new StringBuilder();
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        while (!said.toString().endsWith(end) && client.read(bytes.clear()) >= 0) {
            said.append(StandardCharsets.ISO_8859_1.decode(bytes.flip()));
        }
        return said.toString();
    }

    static String drain(SocketChannel client) throws IOException {
        StringBuilder said = new StringBuilder();
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        while (client.read(bytes.clear()) >= 0) {
            said.append(StandardCharsets.ISO_8859_1.decode(bytes.flip()));
        }
        return said.toString();
    }

    /** The escapes of tables: {@code \n}, {@code \r} and {@code \\}. */
    static String text(String escaped) {
        return escaped.replace("\\\\", "\u0001")
                .replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("\u0001", "\\");
    }
}
