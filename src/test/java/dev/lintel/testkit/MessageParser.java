package dev.lintel.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the words of a message, sent or expected, up to the end of a step. */
final class MessageParser {
    private static final Set<String> EXPECTED_FLAGS =
            Set.of("head", "chunked", "cut", "same-connection", "new-connection");

    private final Line line;
    private final List<Word> words;
    private int at;

    MessageParser(Line line, List<Word> words) {
        this.line = line;
        this.words = words;
    }

    static boolean isStatus(Word word) {
        return word.bare() && word.text().matches("\\d{3}");
    }

    static boolean isMethod(Word word) {
        return word.bare() && word.text().matches("[A-Z][A-Z-]*");
    }

    private Word next() {
        return words.get(at++);
    }

    Outgoing outgoing() {
        String start;
        String version = "HTTP/1.1";
        if (isStatus(words.getFirst())) {
            String status = next().text();
            start = status + " " + reason(status);
        } else {
            if (!isMethod(words.getFirst()) || words.size() < 2)
                throw line.error("expects a status, or a method and a target, not '"
                        + words.getFirst().text() + "'");
            start = next().text() + " " + next().text();
        }
        if (at < words.size() && words.get(at).text().matches("HTTP/\\d\\.\\d")) version = next().text();
        List<Message.Field> fields = new ArrayList<>();
        List<Message.Field> trailers = new ArrayList<>();
        List<String> without = new ArrayList<>();
        List<byte[]> chunks = new ArrayList<>();
        byte[] body = null;
        boolean chunked = false;
        boolean untilClose = false;
        boolean bytewise = false;
        while (at < words.size()) {
            Word word = next();
            if (word.is("chunked")) chunked = true;
            else if (word.is("until-close")) untilClose = true;
            else if (word.is("bytewise")) bytewise = true;
            else if (word.text().startsWith("!")) without.add(word.text().substring(1));
            else if (!word.hasOperator('=')) throw line.error("expects name=value, not '" + word.text() + "'");
            else if (word.name().equals("body")) body = bytes(word);
            else if (word.name().equals("chunk")) chunks.add(bytes(word));
            else if (word.name().equals("reason")) start = start.substring(0, 4) + word.value();
            else if (word.name().startsWith("trailer:"))
                trailers.add(field(word.name().substring(8), word));
            else fields.add(field(word.name(), word));
        }
        if (chunked && body != null && body.length > 0) chunks.add(body);
        boolean hasChunks = chunked || !chunks.isEmpty() || !trailers.isEmpty();
        return new Outgoing(
                start, version, fields, without, body, hasChunks ? chunks : null, trailers, untilClose, bytewise);
    }

    /** Trailers alone: the end of a chunked body that was begun by hand. */
    List<Message.Field> trailers() {
        List<Message.Field> trailers = new ArrayList<>();
        while (at < words.size()) {
            Word word = next();
            if (!word.hasOperator('=')) throw line.error("expects name=value, not '" + word.text() + "'");
            trailers.add(field(word.name(), word));
        }
        return trailers;
    }

    List<Expected.Check> handshake() {
        Set<String> known = Set.of("version", "cipher", "alpn", "sni", "chain", "cert", "subject");
        List<Expected.Check> checks = new ArrayList<>();
        while (at < words.size()) {
            Word word = next();
            if (word.operator() <= 0 || !known.contains(word.name()))
                throw line.error("'handshake' expects one of "
                        + known.stream().sorted().toList() + " with = or ~, not '" + word.text() + "'");
            checks.add(check(word.name(), word));
        }
        return checks;
    }

    Expected expected() {
        Expected.Start start = expectedStart();
        List<Expected.Check> fields = new ArrayList<>();
        List<Expected.Check> trailers = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        List<String> flags = new ArrayList<>();
        Expected.Check body = null;
        while (at < words.size()) {
            Word word = next();
            if (word.bare() && EXPECTED_FLAGS.contains(word.text())) flags.add(word.text());
            else if (word.text().startsWith("!")) absent.add(word.text().substring(1));
            else if (word.operator() <= 0) throw line.error(unknown(word));
            else if (word.name().equals("body")) body = bodyCheck(word);
            else if (word.name().startsWith("trailer:"))
                trailers.add(check(word.name().substring(8), word));
            else fields.add(check(word.name(), word));
        }
        return new Expected(
                start,
                fields,
                absent,
                body,
                trailers,
                flags.contains("head"),
                flags.contains("chunked"),
                flags.contains("cut"),
                flags.contains("same-connection"),
                flags.contains("new-connection"));
    }

    private String unknown(Word word) {
        return "expects name=value, name~regex, !name or one of "
                + EXPECTED_FLAGS.stream().sorted().toList() + ", not '" + word.text() + "'";
    }

    private Expected.Start expectedStart() {
        Expected.Start start = null;
        if (isStatus(words.getFirst())) {
            String status = next().text();
            String version = version();
            Expected.Check reason = null;
            if (at < words.size()
                    && words.get(at).operator() > 0
                    && words.get(at).name().equals("reason")) reason = check("reason", next());
            start = new Expected.Start(false, status, null, version, reason);
        } else if (isMethod(words.getFirst())) {
            if (words.size() < 2) throw line.error("expects a target after the method");
            String method = next().text();
            Word target = next();
            boolean exact = !(target.operator() == 0 && target.hasOperator('~'));
            Expected.Check check = new Expected.Check(
                    "target", exact, exact ? target.text() : target.text().substring(1));
            start = new Expected.Start(true, method, check, version(), null);
        }
        return start;
    }

    private String version() {
        return at < words.size() && words.get(at).text().matches("HTTP/\\d\\.\\d") ? next().text() : null;
    }

    private Expected.Check bodyCheck(Word word) {
        if (word.hasOperator('~')) return check("body", word);
        return new Expected.Check("body", true, Latin1.text(bytes(word)));
    }

    private static Expected.Check check(String name, Word word) {
        return new Expected.Check(name, word.hasOperator('='), word.value());
    }

    private byte[] bytes(Word word) {
        return Amounts.bytes(line, word.value(), word.bare());
    }

    private static Message.Field field(String name, Word word) {
        return new Message.Field(name, word.value());
    }

    private static String reason(String status) {
        return switch (status) {
            case "100" -> "Continue";
            case "101" -> "Switching Protocols";
            case "103" -> "Early Hints";
            case "200" -> "OK";
            case "201" -> "Created";
            case "204" -> "No Content";
            case "206" -> "Partial Content";
            case "301" -> "Moved Permanently";
            case "302" -> "Found";
            case "304" -> "Not Modified";
            case "400" -> "Bad Request";
            case "401" -> "Unauthorized";
            case "403" -> "Forbidden";
            case "404" -> "Not Found";
            case "500" -> "Internal Server Error";
            case "502" -> "Bad Gateway";
            case "503" -> "Service Unavailable";
            case "504" -> "Gateway Timeout";
            default -> "Status";
        };
    }
}
