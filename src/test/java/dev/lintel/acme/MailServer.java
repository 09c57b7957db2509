package dev.lintel.acme;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that takes one message a connection and remembers what was said to it. */
final class MailServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    private final SSLContext tls;
    private final List<String> offers;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> said = new ArrayList<>();

    /** @param tls what STARTTLS begins, or null */
    MailServer(SSLContext tls, String... offers) throws IOException {
        this.tls = tls;
        this.offers = List.of(offers);
        Thread.ofVirtual().start(this::serve);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Answers a command, by its first word, otherwise than usual. */
    MailServer answer(String command, String line) {
        answers.put(command, line);
        return this;
    }

    /** Every line that came, with "TLS" where it began. */
    List<String> said() {
        synchronized (said) {
            return List.copyOf(said);
        }
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                talk(client, false);
            } catch (IOException e) {
                // The client left, or the test is over.
            }
        }
    }

    private void talk(Socket client, boolean secured) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        if (!secured) {
            write(client, answers.getOrDefault("GREETING", "220 mail.test ready"));
        }
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            note(line);
            String command = line.split("[ :]")[0];
            if (command.equals("STARTTLS") && tls != null) {
                write(client, "220 go on");
                SSLSocket layered =
                        (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), false);
                layered.setUseClientMode(false);
                layered.startHandshake();
                note("TLS");
                talk(layered, true);
                return;
            }
            write(client, answers.getOrDefault(command, usual(command)));
            if (command.equals("DATA")) {
                for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
                    note(text);
                }
                write(client, "250 taken");
            }
        }
    }

    private String usual(String command) {
        return switch (command) {
            case "EHLO" ->
                offers.isEmpty()
                        ? "250 mail.test"
                        : "250-mail.test\r\n250-" + String.join("\r\n250-", offers) + "\r\n250 HELP";
            case "DATA" -> "354 go on";
            case "AUTH" -> "235 welcome";
            case "QUIT" -> "221 bye";
            default -> "250 well";
        };
    }

    private void note(String line) {
        synchronized (said) {
            said.add(line);
        }
    }

    private static void write(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
