package dev.lintel.net;

import dev.lintel.http.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Frames of HTTP/2 as a table spells them: {@code head#1(:status=200;x=y)}, {@code data#1.(ok)}, a dot where the stream ends, {@code
 * rst#1=8}, {@code settings=4,0}, {@code 300*ping}.
 */
final class Http2Script {
    private static final Pattern WORD = Pattern.compile(
            "\\s*(?:(\\d+)\\*)?([a-z-]+)(?:#(\\d+))?(\\.?)(?:=([0-9,]+))?(?:\\(([^)]*)\\))?(?=\\s|$)", Pattern.DOTALL);

    private Http2Script() {}

    static byte[] bytes(String script) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Matcher word = WORD.matcher(script);
        int at = 0;
        for (; at < script.length() && word.find(at) && word.start() == at; at = word.end()) {
            byte[] frame = frame(word);
            for (int i = number(word.group(1), 1); i > 0; i--) {
                out.writeBytes(frame);
            }
        }
        if (!script.substring(at).isBlank()) {
            throw new IllegalArgumentException("no frame: " + script.substring(at));
        }
        return out.toByteArray();
    }

    private static int number(String text, int otherwise) {
        return text == null ? otherwise : Integer.parseUnsignedInt(text);
    }

    private static byte[] frame(Matcher word) {
        int stream = number(word.group(3), 0);
        int last = word.group(4).isEmpty() ? 0 : 1;
        int[] numbers = numbers(word.group(5));
        String text = word.group(6) == null ? "" : word.group(6);
        byte[] raw = Bytes.of(text);
        return switch (word.group(2)) {
            case "data" -> Http2Bytes.frame(0, last, stream, raw);
            case "head" -> Http2Bytes.frame(1, 4 | last, stream, fields(text));
            case "part" -> Http2Bytes.frame(1, last, stream, fields(text));
            case "more" -> Http2Bytes.frame(9, 0, stream, fields(text));
            case "rest" -> Http2Bytes.frame(9, 4, stream, fields(text));
            case "hpack" -> Http2Bytes.frame(1, 4 | last, stream, raw);
            case "priority" ->
                Http2Bytes.frame(2, 0, stream, Http2Bytes.join(Http2Bytes.number(numbers[0]), new byte[1]));
            case "rst" -> Http2Bytes.frame(3, 0, stream, Http2Bytes.number(numbers[0]));
            case "settings" -> Http2Bytes.frame(4, 0, stream, settings(numbers));
            case "settings-ack" -> Http2Bytes.frame(4, 1, stream);
            case "ping" -> Http2Bytes.frame(6, 0, stream, new byte[8]);
            case "pong" -> Http2Bytes.frame(6, 1, stream, new byte[8]);
            case "goaway" ->
                Http2Bytes.frame(
                        7,
                        0,
                        stream,
                        Http2Bytes.join(Http2Bytes.number(numbers[0]), Http2Bytes.number(numbers[1]), raw));
            case "window" -> Http2Bytes.frame(8, 0, stream, Http2Bytes.number(numbers[0]));
            case "frame" -> Http2Bytes.frame(numbers[0], numbers[1], stream, raw);
            case "raw" -> raw;
            default -> throw new IllegalArgumentException("no frame: " + word.group());
        };
    }

    private static int[] numbers(String text) {
        if (text == null) {
            return new int[0];
        }
        String[] parts = text.split(",");
        int[] numbers = new int[parts.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.parseUnsignedInt(parts[i]);
        }
        return numbers;
    }

    /** Keys and values in turn. */
    private static byte[] settings(int[] numbers) {
        byte[] out = new byte[0];
        for (int i = 0; i < numbers.length; i += 2) {
            byte[] key = {(byte) (numbers[i] >> 8), (byte) numbers[i]};
            out = Http2Bytes.join(out, key, Http2Bytes.number(numbers[i + 1]));
        }
        return out;
    }

    private static byte[] fields(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] all = text.split(";");
        String[] fields = new String[2 * all.length];
        for (int i = 0; i < all.length; i++) {
            int equals = all[i].indexOf('=');
            fields[2 * i] = all[i].substring(0, equals);
            fields[2 * i + 1] = all[i].substring(equals + 1);
        }
        return Http2Bytes.block(fields);
    }
}
