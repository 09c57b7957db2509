package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;

/**
 * What a frontend keeps of heads for its log and its rules (manual section 4.2, {@code capture request header} and its kin). Slots
 * without a name are filled by rules. Immutable.
 */
public record Captures(Slot[] request, Slot[] response) {
    public static final Captures NONE = new Captures(new Slot[0], new Slot[0]);

    /** One slot; {@code name} null: filled by a rule. {@code length}: at most so many bytes are kept. */
    public record Slot(HeaderName name, int length) {}

    /** Makes room for every slot and fills those of request fields. */
    public void request(Exchange x) {
        if (request.length > 0) {
            x.requestCaptures = new byte[request.length][];
            fill(request, x.request.headers, x.requestCaptures);
        }
        if (response.length > 0) {
            x.responseCaptures = new byte[response.length][];
        }
    }

    public void response(Exchange x) {
        if (response.length > 0 && x.responseCaptures != null) {
            fill(response, x.response.headers, x.responseCaptures);
        }
    }

    /** Of several fields of one name the last one is kept. */
    private static void fill(Slot[] slots, Headers headers, byte[][] into) {
        for (int s = 0; s < slots.length; s++) {
            if (slots[s].name == null) {
                continue;
            }
            for (int i = headers.find(slots[s].name); i >= 0; i = headers.find(slots[s].name, i + 1)) {
                into[s] = Bytes.copy(headers.buf(i), headers.off(i), Math.min(headers.len(i), slots[s].length));
            }
        }
    }
}
