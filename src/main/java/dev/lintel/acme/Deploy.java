package dev.lintel.acme;

import dev.lintel.model.AcmeSpec;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.challenge.Dns01Challenge;

/** What a program that sets DNS records is told of one, in the words and lines of HAProxy 3.4's sink {@code dpapi}. */
final class Deploy {
    private Deploy() {}

    /** Everything behind {@code acme deploy <certificate>}. */
    static String words(Authorization authorization, Dns01Challenge challenge, AcmeSpec section) {
        String key = challenge.getAuthorization();
        StringBuilder lines = new StringBuilder("thumbprint ")
                .append(key.substring(key.indexOf('.') + 1))
                .append('\n');
        line(lines, "provider-name", section.providerName());
        line(lines, "acme-vars", section.vars());
        line(lines, "dns-01-record", challenge.getDigest());
        return lines.append(ascii(authorization.getJSON().toString()))
                .append('\n')
                .toString();
    }

    private static void line(StringBuilder lines, String name, @Nullable String value) {
        if (value != null) {
            lines.append(name)
                    .append(" \"")
                    .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"\n");
        }
    }

    /** The command socket speaks in bytes, one a character. */
    private static String ascii(String json) {
        StringBuilder out = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 0x7f) {
                out.append(c);
            } else {
                out.append("\\u").append(HexFormat.of().toHexDigits(c));
            }
        }
        return out.toString();
    }
}
