package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.HeaderName;
import dev.lintel.rule.LogFormat;

/** What options add to a request behind all rules, before a server is chosen. On the exchange's loop. */
final class RequestFields {
    private RequestFields() {}

    /** Gives the exchange its unique id, once ({@code unique-id-format}). */
    static void identify(Exchange x, LogFormat format) {
        if (format != null && x.uniqueId == null) {
            x.uniqueId = format.bytes(x);
        }
    }

    static void add(Exchange x, Frontend frontend, Backend backend) {
        ForwardedFields ofFrontend = frontend.parts().forwarded();
        ForwardedFields ofBackend = backend.parts().forwarded();
        if (!ofFrontend.isEmpty() || !ofBackend.isEmpty()) {
            ForwardedFields.apply(x.request.headers, x, ofFrontend, ofBackend);
        }
        String idHeader = frontend.spec().proxy().uniqueIdHeader();
        if (idHeader != null && x.uniqueId != null) {
            x.request.headers.add(HeaderName.of(idHeader), x.uniqueId);
        }
    }
}
