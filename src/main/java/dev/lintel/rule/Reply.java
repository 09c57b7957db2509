package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer that the proxy gives itself ({@code return}, {@code deny}, {@code redirect}, error files), compiled: status, fields and body,
 * each literal or a format. Immutable, shared by all loops.
 *
 * @param byStatus whether it only stands for its status: what the backend, else the frontend has configured for that status ({@code
 *     errorfile}, {@code http-error}, ...), or HAProxy's own text, is meant; {@link #over} completes it
 */
public record Reply(
        int status,
        byte[] reason,
        List<Field> fields,
        byte[] contentType,
        byte[] body,
        LogFormat bodyFormat,
        boolean byStatus) {
    /** A field of the answer; {@code literal} where {@code format} is null. */
    public record Field(HeaderName name, byte[] literal, LogFormat format) {}

    /** No answer at all: the connection is closed ({@code errorfile 408 /dev/null}). */
    public static final Reply NOTHING = new Reply(0, null, List.of(), null, null, null);

    /** An answer that is given as it stands. */
    public Reply(int status, byte[] reason, List<Field> fields, byte[] contentType, byte[] body, LogFormat bodyFormat) {
        this(status, reason, fields, contentType, body, bodyFormat, false);
    }

    /** The configured answer for this status, with this one's {@link #fields} in place of its own of the same names ({@code auth}). */
    public Reply over(Reply configured) {
        if (fields.isEmpty()) {
            return configured;
        }
        List<Field> merged = new ArrayList<>(configured.fields);
        for (Field ours : fields) {
            merged.removeIf(theirs -> theirs.name.is(ours.name));
        }
        merged.addAll(fields);
        return new Reply(
                configured.status,
                configured.reason,
                merged,
                configured.contentType,
                configured.body,
                configured.bodyFormat);
    }

    /** The head for this exchange. {@code length}: the digits of the body's length, or null where the answer has none. */
    public ResponseHead head(Exchange x, byte[] length) {
        ResponseHead head = new ResponseHead(status);
        head.reason = reason;
        // HAProxy's places: first in answers by status and in redirects, before the type in answers of rules.
        if (length != null && contentType == null) {
            head.headers.add(HeaderName.CONTENT_LENGTH, length);
        }
        for (Field field : fields) {
            byte[] value = field.format == null ? field.literal : field.format.bytes(x);
            head.headers.add(field.name, value);
        }
        if (contentType != null) {
            if (length != null) {
                head.headers.add(HeaderName.CONTENT_LENGTH, length);
            }
            head.headers.add(HeaderName.CONTENT_TYPE, contentType);
        }
        return head;
    }

    public byte[] body(Exchange x) {
        if (bodyFormat != null) {
            return bodyFormat.bytes(x);
        }
        return body == null ? Bytes.EMPTY : body;
    }
}
