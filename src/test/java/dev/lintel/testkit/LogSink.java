package dev.lintel.testkit;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects syslog messages over UDP; the list is guarded by the scene. */
final class LogSink implements AutoCloseable {
    private static final Pattern RFC3164 = Pattern.compile(
            "<\\d{1,3}>\\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d (?:\\S+ )?[^ \\[:]+(?:\\[\\d+\\])?: (.*)", Pattern.DOTALL);

    private static final class Entry {
        final String raw;
        boolean taken;

        Entry(String raw) {
            this.raw = raw;
        }

        /** What was logged, without the syslog header. */
        String message() {
            Matcher m = RFC3164.matcher(raw);
            return m.matches() ? m.group(1) : raw;
        }
    }

    /** HTTP/2 knows its targets whole. */
    private static final Pattern ORIGIN = Pattern.compile("https?://[^/\\s\"]+(?=/)");

    private final Scene scene;
    private final boolean h2Clients;
    private final DatagramSocket socket;
    private final List<Entry> entries = new ArrayList<>();

    /** @param h2Clients whether requests are logged as those of HTTP/2; scenarios are written for HTTP/1.1 */
    LogSink(Scene scene, boolean h2Clients) throws IOException {
        this.scene = scene;
        this.h2Clients = h2Clients;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        Thread.ofVirtual().start(this::receive);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void receive() {
        byte[] buffer = new byte[65536];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (IOException e) {
                return;
            }
            String text = Latin1.text(buffer, 0, packet.getLength());
            synchronized (scene) {
                scene.note("log", "< " + Latin1.quoted(text, 1200));
                if (h2Clients) text = ORIGIN.matcher(text).replaceAll("").replace("HTTP/2.0", "HTTP/1.1");
                entries.add(new Entry(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text));
                scene.notifyAll();
            }
        }
    }

    int lines() {
        return entries.size();
    }

    /** Takes the oldest message that matches and that no step has taken; null when there is none yet. */
    Matcher take(Pattern pattern, boolean raw) {
        for (Entry entry : entries) {
            Matcher m = pattern.matcher(raw ? entry.raw : entry.message());
            if (entry.taken || !m.find()) continue;
            entry.taken = true;
            return m;
        }
        return null;
    }

    /** A message that matches, taken or not; null when there is none. */
    String any(Pattern pattern, boolean raw) {
        for (Entry entry : entries) {
            String text = raw ? entry.raw : entry.message();
            if (pattern.matcher(text).find()) return text;
        }
        return null;
    }

    String untaken() {
        StringBuilder out = new StringBuilder();
        for (Entry e : entries) if (!e.taken) out.append("\n          ").append(Latin1.quoted(e.message(), 600));
        return out.isEmpty() ? "no message that is not taken" : out.toString();
    }

    /** The pattern of a step: {@code ~} words in this order, {@code =} all of it with * for one word's characters. */
    static Pattern pattern(String operator, String text) {
        if (operator.endsWith("~~")) return Pattern.compile(text, Pattern.DOTALL);
        if (operator.equals("=")) return Pattern.compile("\\A" + stars(text) + "\\z");
        StringBuilder regex = new StringBuilder();
        for (String word : text.split(" +")) {
            if (!regex.isEmpty()) regex.append(".*?");
            regex.append("(?<!\\S)").append(stars(word)).append("(?!\\S)");
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static String stars(String text) {
        StringBuilder regex = new StringBuilder();
        for (String part : text.split("(?<=\\*)|(?=\\*)"))
            regex.append(part.equals("*") ? "[^ ]*?" : Pattern.quote(part));
        return regex.toString();
    }

    @Override
    public void close() {
        socket.close();
    }
}
