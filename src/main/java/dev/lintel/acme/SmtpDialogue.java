package dev.lintel.acme;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** One SMTP connection (RFC 5321): a command, its reply, and so on; what comes back is bounded. One thread. */
final class SmtpDialogue {
    private static final int MAX_LINE = 2000;
    private static final int MAX_LINES = 100;

    private final Settings settings;
    private final String host;
    private final InputStream in;
    private final OutputStream out;
    private List<String> offered = List.of();

    SmtpDialogue(Settings settings, String host, Socket socket) throws IOException {
        this.settings = settings;
        this.host = host;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Waits for the server's first line, and says who we are. */
    void greet() throws IOException, DnsFault {
        expect("its greeting", 220);
        hello();
    }

    void hello() throws IOException, DnsFault {
        // An address literal: our own name may be unknown or meaningless to the server.
        offered = ask("EHLO", "EHLO [127.0.0.1]", 250);
    }

    boolean offers(String extension) {
        for (String line : offered) {
            if (line.toUpperCase(Locale.ROOT).startsWith(extension)) {
                return true;
            }
        }
        return false;
    }

    void startTls() throws IOException, DnsFault {
        if (!offers("STARTTLS")) {
            throw settings.fault(
                    host + " does not offer STARTTLS; 'tls implicit' is for port 465, 'tls none' sends without");
        }
        ask("STARTTLS", "STARTTLS", 220);
        if (in.available() > 0) {
            // CVE-2011-0411: what was said before TLS must not count after it.
            throw settings.fault(host + " spoke on before TLS had begun; somebody may be in between");
        }
    }

    /** RFC 4954: PLAIN where it is offered, else LOGIN. */
    void signIn(String username, String password) throws IOException, DnsFault {
        String methods = "";
        for (String line : offered) {
            if (line.toUpperCase(Locale.ROOT).startsWith("AUTH")) {
                methods = line.toUpperCase(Locale.ROOT);
            }
        }
        if (methods.contains("LOGIN") && !methods.contains("PLAIN")) {
            ask("AUTH LOGIN", "AUTH LOGIN", 334);
            ask("the username", base64(username), 334);
            ask("the password", base64(password), 235);
        } else {
            ask("AUTH PLAIN", "AUTH PLAIN " + base64("\0" + username + "\0" + password), 235);
        }
    }

    private String base64(String text) {
        String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        settings.hides(encoded);
        return encoded;
    }

    void deliver(String from, List<String> to, String message) throws IOException, DnsFault {
        ask("MAIL FROM", "MAIL FROM:<" + from + ">", 250);
        for (String receiver : to) {
            ask("RCPT TO " + receiver, "RCPT TO:<" + receiver + ">", 250, 251);
        }
        ask("DATA", "DATA", 354);
        // A line of the text that begins with a dot gets another one (section 4.5.2).
        ask("the message", message.replace("\r\n.", "\r\n..") + "\r\n.", 250);
        ask("QUIT", "QUIT", 221);
    }

    /** Headers and text, every line ended by CRLF but the last; the text as base64, so that no line of it is special or too long. */
    static String message(String from, List<String> to, Notice notice) {
        String text = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'})
                .encodeToString((notice.text() + "\n").getBytes(StandardCharsets.UTF_8));
        return String.join(
                "\r\n",
                "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)),
                "From: Lintel <" + from + ">",
                "To: " + String.join(", ", to),
                "Subject: " + NoticeTargets.encodedWord(notice.subject()),
                "Message-ID: <" + UUID.randomUUID() + from.substring(from.indexOf('@')) + ">",
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                text);
    }

    private List<String> ask(String what, String line, int... wanted) throws IOException, DnsFault {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        return expect(what, wanted);
    }

    /** The texts of a reply whose code is wanted. */
    private List<String> expect(String what, int... wanted) throws IOException, DnsFault {
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = readLine();
            if (!line.matches("\\d{3}(?:[ -].*)?") || lines.size() >= MAX_LINES) {
                throw settings.fault(host + " does not speak SMTP: it said '" + ApiMessages.shorten(line) + "'");
            }
            lines.add(line.length() > 4 ? line.substring(4) : "");
        } while (line.length() > 3 && line.charAt(3) == '-');
        int code = Integer.parseInt(line.substring(0, 3));
        for (int each : wanted) {
            if (code == each) {
                return lines;
            }
        }
        throw settings.fault(
                host + " answered " + what + " with " + code + " (" + ApiMessages.shorten(String.join(" ", lines)) + ")"
                        + (code == 535 ? "; check 'username' and 'password'" : ""));
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() >= MAX_LINE) {
                throw new IOException(c < 0 ? "the server hung up" : "the server's line has no end");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
