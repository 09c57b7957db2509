package dev.lintel.rule;

import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the file of an {@code errorfile} (manual section 4.2): a whole answer as it goes over the wire, status line, fields, an empty
 * line, the body; lines may end in LF alone. An empty file answers nothing: the connection is closed.
 */
public final class ErrorFile {
    private final byte[] buf;
    private int at;

    private ErrorFile(byte[] buf) {
        this.buf = buf;
    }

    /** The answer that the file holds. A file that holds none ends in a mistake whose text says what is wrong with it. */
    public static Reply parse(byte[] content) {
        return content.length == 0 ? Reply.NOTHING : new ErrorFile(content).read();
    }

    private Reply read() {
        String line = line();
        if (line == null || !line.matches("HTTP/[0-9]\\.[0-9] [0-9]{3}( .*)?")) {
            throw new RuleMistake(
                    "expects a file that begins with a status line such as 'HTTP/1.1 503 Service Unavailable'"
                            + (line == null ? "" : ", not '" + shortened(line) + "'"));
        }
        int status = Integer.parseInt(line.substring(9, 12));
        if (status < 200) {
            throw new RuleMistake("expects a file with a final status from 200 to 599, not " + status);
        }
        List<Reply.Field> fields = new ArrayList<>();
        long length = fields(fields);
        byte[] body = Arrays.copyOfRange(buf, at, buf.length);
        if (length >= 0 && length != body.length) {
            throw new RuleMistake("announces a body of " + length + " bytes in its content-length, but " + body.length
                    + " follow; leave the field out, it is computed");
        }
        if (body.length > 0 && (status == 204 || status == 304)) {
            throw new RuleMistake("has a body, which an answer with status " + status + " cannot have");
        }
        byte[] reason = line.length() > 13 ? Bytes.of(line.substring(13)) : null;
        return new Reply(status, reason, List.copyOf(fields), null, body, null);
    }

    /** Reads up to the empty line; fields that belong to one connection are left out. Returns the announced length or -1. */
    private long fields(List<Reply.Field> fields) {
        long length = -1;
        while (true) {
            String line = line();
            if (line == null) {
                throw new RuleMistake(
                        "expects an empty line between the fields and the body, but the file ends before it");
            }
            if (line.isEmpty()) {
                return length;
            }
            int colon = line.indexOf(':');
            HeaderName name = colon < 0 ? null : HeaderName.of(line.substring(0, colon));
            if (name == null) {
                throw new RuleMistake(
                        "expects fields such as 'Content-Type: text/html', not '" + shortened(line) + "'");
            }
            byte[] value = Bytes.of(line.substring(colon + 1).strip());
            if (name == HeaderName.TRANSFER_ENCODING) {
                throw new RuleMistake("has a transfer-encoding field, but its body must stand in it as it is");
            }
            if (name == HeaderName.CONTENT_LENGTH) {
                length = Bytes.parseDigits(value, 0, value.length);
            } else if (!isOfConnection(name)) {
                fields.add(new Reply.Field(name, value, null));
            }
        }
    }

    private static boolean isOfConnection(HeaderName name) {
        return name == HeaderName.CONNECTION || name == HeaderName.KEEP_ALIVE || name == HeaderName.PROXY_CONNECTION;
    }

    private String line() {
        int lf = Bytes.indexOf(buf, at, buf.length - at, (byte) '\n');
        if (lf < 0) {
            return null;
        }
        int end = lf > at && buf[lf - 1] == '\r' ? lf - 1 : lf;
        String line = Bytes.text(buf, at, end - at);
        at = lf + 1;
        return line;
    }

    private static String shortened(String line) {
        return line.length() <= 40 ? line : line.substring(0, 40) + "...";
    }
}
