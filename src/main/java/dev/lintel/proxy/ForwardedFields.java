package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Headers;
import org.jspecify.annotations.Nullable;

/** The fields that tell a server about the client: {@code option forwardfor}, {@code option originalto}. Immutable. */
public record ForwardedFields(
        @Nullable ForwardedFor forwardedFor, @Nullable ForwardedFor originalTo) {
    public static final ForwardedFields NONE = new ForwardedFields(null, null);

    boolean isEmpty() {
        return forwardedFor == null && originalTo == null;
    }

    /** Where both sections have the option the backend's arguments count (manual section 4.2). */
    static void apply(Headers headers, Exchange x, ForwardedFields frontend, ForwardedFields backend) {
        ForwardedFor from = backend.forwardedFor != null ? backend.forwardedFor : frontend.forwardedFor;
        if (from != null) {
            from.apply(headers, x.source);
        }
        ForwardedFor to = backend.originalTo != null ? backend.originalTo : frontend.originalTo;
        if (to != null) {
            to.apply(headers, x.destination);
        }
    }
}
