package dev.lintel.compile;

import dev.lintel.http.HeaderName;
import dev.lintel.model.FrontendSpec.CaptureSpec;
import dev.lintel.rule.Captures;
import java.util.ArrayList;
import java.util.List;

/** Numbers the capture slots of a frontend as they are declared (manual section 8.8). Owned by the compiling thread. */
final class CaptureSlots {
    private final List<Integer> requestLengths = new ArrayList<>();
    private final List<Integer> responseLengths = new ArrayList<>();
    private final List<Captures.Header> requestHeaders = new ArrayList<>();
    private final List<Captures.Header> responseHeaders = new ArrayList<>();
    private String cookie;
    private int cookieLength;

    int count(boolean request) {
        return (request ? requestLengths : responseLengths).size();
    }

    int length(boolean request, int slot) {
        return (request ? requestLengths : responseLengths).get(slot);
    }

    int add(boolean request, int length) {
        List<Integer> lengths = request ? requestLengths : responseLengths;
        lengths.add(length);
        return lengths.size() - 1;
    }

    void declare(CaptureSpec spec, Blame blame) {
        switch (spec.kind()) {
            case REQUEST_HEADER -> header(spec, true, blame);
            case RESPONSE_HEADER -> header(spec, false, blame);
            case DECLARE_REQUEST -> add(true, spec.length());
            case DECLARE_RESPONSE -> add(false, spec.length());
            case COOKIE -> {
                cookie = spec.name();
                cookieLength = spec.length();
            }
        }
    }

    private void header(CaptureSpec spec, boolean request, Blame blame) {
        HeaderName name = HeaderName.of(spec.name());
        String keyword = request ? "capture request header" : "capture response header";
        if (name == null) {
            blame.error(spec.pos(), keyword, "expects the name of a header field, not '" + spec.name() + "'");
            return;
        }
        int slot = add(request, spec.length());
        (request ? requestHeaders : responseHeaders).add(new Captures.Header(name, slot, spec.length()));
    }

    Captures build() {
        return new Captures(requestLengths, responseLengths, requestHeaders, responseHeaders, cookie, cookieLength);
    }
}
