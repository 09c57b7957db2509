package dev.lintel.net;

import dev.lintel.http.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A second reader of PROXY headers, slow and plain, written from haproxy's doc/proxy-protocol.txt and our limits. Says {@code source destination
 * bytes}, "- bytes" where the header names nobody, "more" or "refused".
 */
final class PlainProxyHeader {
    static final String MORE = "more";
    static final String REFUSED = "refused";

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final Pattern TEXT =
            Pattern.compile("PROXY TCP([46]) ([^ ]*) ([^ ]*) (0|[1-9][0-9]{0,4}) (0|[1-9][0-9]{0,4})");
    private static final String BYTE = "([0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])";

    private PlainProxyHeader() {}

    static String read(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes);
        if (hex.startsWith(SIGNATURE)) {
            return hex.length() < 32 ? MORE : binary(bytes);
        }
        String text = Bytes.text(bytes, 0, bytes.length);
        if (SIGNATURE.startsWith(hex) || "PROXY ".startsWith(text)) {
            return MORE;
        }
        return text.startsWith("PROXY ") ? text(text) : REFUSED;
    }

    private static String binary(byte[] bytes) {
        int length = (bytes[14] & 0xff) * 256 + (bytes[15] & 0xff);
        boolean named = bytes[12] == 0x21;
        if (length > 520 || !named && bytes[12] != 0x20) {
            return REFUSED;
        }
        if (bytes.length < 16 + length) {
            return MORE;
        }
        int size = bytes[13] == 0x11 ? 4 : bytes[13] == 0x21 ? 16 : 0;
        if (!named || size == 0) {
            return "- " + (16 + length);
        }
        if (length < 2 * size + 4) {
            return REFUSED;
        }
        byte[] from = Arrays.copyOfRange(bytes, 16, 16 + size);
        byte[] to = Arrays.copyOfRange(bytes, 16 + size, 16 + 2 * size);
        int ports = 16 + 2 * size;
        return shown(from, port(bytes, ports)) + " " + shown(to, port(bytes, ports + 2)) + " " + (16 + length);
    }

    private static int port(byte[] bytes, int at) {
        return (bytes[at] & 0xff) * 256 + (bytes[at + 1] & 0xff);
    }

    static String shown(byte[] ip, int port) {
        return HexFormat.of().formatHex(ip) + ":" + port;
    }

    private static String text(String text) {
        int end = text.indexOf('\n');
        if (end < 0) {
            return text.length() < 107 ? MORE : REFUSED;
        }
        if (end > 106 || text.charAt(end - 1) != '\r') {
            return REFUSED;
        }
        String line = text.substring(0, end - 1);
        if (line.equals("PROXY UNKNOWN") || line.startsWith("PROXY UNKNOWN ")) {
            return "- " + (end + 1);
        }
        Matcher words = TEXT.matcher(line);
        if (!words.matches()) {
            return REFUSED;
        }
        boolean four = words.group(1).equals("4");
        byte[] from = four ? four(words.group(2)) : six(words.group(2));
        byte[] to = four ? four(words.group(3)) : six(words.group(3));
        int fromPort = Integer.parseInt(words.group(4));
        int toPort = Integer.parseInt(words.group(5));
        if (from == null || to == null || fromPort > 65535 || toPort > 65535) {
            return REFUSED;
        }
        return shown(from, fromPort) + " " + shown(to, toPort) + " " + (end + 1);
    }

    private static byte[] four(String text) {
        if (!text.matches(BYTE + "(\\." + BYTE + "){3}")) {
            return null;
        }
        byte[] ip = new byte[4];
        String[] parts = text.split("\\.");
        for (int i = 0; i < 4; i++) {
            ip[i] = (byte) Integer.parseInt(parts[i]);
        }
        return ip;
    }

    /** RFC 4291 section 2.2: the three forms. */
    private static byte[] six(String text) {
        String all = text;
        int dot = all.indexOf('.');
        if (dot >= 0) {
            int colon = all.lastIndexOf(':');
            byte[] last = four(all.substring(colon + 1));
            if (colon < 0 || last == null) {
                return null;
            }
            String hex = HexFormat.of().formatHex(last);
            all = all.substring(0, colon + 1) + hex.substring(0, 4) + ":" + hex.substring(4);
        }
        int gap = all.indexOf("::");
        if (gap >= 0) {
            String before = all.substring(0, gap);
            String behind = all.substring(gap + 2);
            int given = groups(before) + groups(behind);
            if (given > 7) {
                return null;
            }
            String zeros = "0:".repeat(8 - given);
            all = (before.isEmpty() ? "" : before + ":") + zeros + behind;
            all = behind.isEmpty() ? all.substring(0, all.length() - 1) : all;
        }
        if (!all.matches("[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4}){7}")) {
            return null;
        }
        StringBuilder hex = new StringBuilder();
        for (String group : all.split(":")) {
            hex.append("0".repeat(4 - group.length())).append(group);
        }
        return HexFormat.of().parseHex(hex);
    }

    private static int groups(String text) {
        return text.isEmpty() ? 0 : text.split(":", -1).length;
    }
}
