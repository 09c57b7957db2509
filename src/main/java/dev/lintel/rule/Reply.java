package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.ResponseHead;
import java.util.List;

/**
 * An answer that the proxy gives itself ({@code return}, {@code deny}, {@code redirect}, error files), compiled: status, fields and body,
 * each literal or a format. Immutable, shared by all loops.
 */
public record Reply(
        int status, byte[] reason, List<Field> fields, byte[] contentType, byte[] body, LogFormat bodyFormat) {
    /** A field of the answer; {@code literal} where {@code format} is null. */
    public record Field(HeaderName name, byte[] literal, LogFormat format) {}

    /** The head for this exchange, without framing fields. */
    public ResponseHead head(Exchange x) {
        ResponseHead head = new ResponseHead(status);
        head.reason = reason;
        if (contentType != null) {
            head.headers.add(HeaderName.CONTENT_TYPE, contentType);
        }
        for (Field field : fields) {
            byte[] value = field.format == null ? field.literal : field.format.bytes(x);
            head.headers.add(field.name, value);
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
