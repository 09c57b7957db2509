package dev.lintel.balance;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;

/**
 * What a check found out.
 *
 * @param code the HTTP status, 0: none
 * @param info further words, cut to 127 characters; null or empty: none
 * @param millis how long it took; negative: not measured
 */
public record CheckResult(CheckStatus status, int code, String info, long millis) {
    private static final int LONGEST_INFO = 127;

    static final CheckResult NONE = new CheckResult(CheckStatus.INITIALIZING, 0, null, -1);

    public CheckResult {
        info = info == null || info.length() <= LONGEST_INFO ? info : info.substring(0, LONGEST_INFO);
    }

    /** {@code , reason: Layer7 wrong status, code: 503, info: "…", check duration: 2ms}: the middle of a message. */
    void describe(StringBuilder out) {
        out.append(", reason: ").append(status.text());
        if (status.coded()) {
            out.append(", code: ").append(code);
        }
        if (info != null && !info.isEmpty()) {
            out.append(", info: \"").append(escaped(info)).append('"');
        }
        if (millis >= 0) {
            out.append(", check duration: ").append(millis).append("ms");
        }
    }

    /** What is not printable, quotes and angle brackets become {@code <hex>}. */
    private static String escaped(String text) {
        byte[] bytes = Bytes.of(text);
        ByteWriter out = new ByteWriter(bytes.length + 16);
        for (byte b : bytes) {
            int c = b & 0xff;
            if (c < 32 || c > 126 || c == '<' || c == '>' || c == '"') {
                String hex = Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT);
                out.put('<').put(hex.length() < 2 ? "0" : "").put(hex).put('>');
            } else {
                out.put(b);
            }
        }
        return out.toString();
    }
}
