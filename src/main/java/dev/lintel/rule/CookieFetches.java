package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Fetch.fetch;

import dev.lintel.exchange.Sample;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import java.util.ArrayList;
import java.util.List;

/** Fetches of cookies, of requests and answers (manual section 7.3.6). */
final class CookieFetches {
    private static final Args.Spec NAME = Args.Spec.maybe(Args.Kind.STR, "name");
    private static final Args.Spec DELIMITER = Args.Spec.maybe(Args.Kind.STR, "delimiter");

    static final List<Fetch> ROWS = rows();

    private CookieFetches() {}

    private static List<Fetch> rows() {
        List<Fetch> rows = new ArrayList<>();
        side(rows, "req.cook", true);
        side(rows, "res.cook", false);
        alias(rows, "cook", true);
        alias(rows, "scook", false);
        rows.add(fetch("set-cookie", NAME, STR, Scope.RESPONSE, a -> value(a, false)));
        rows.add(fetch("cookie", NAME, STR, Scope.MESSAGE, CookieFetches::eitherSide));
        return List.copyOf(rows);
    }

    private static void side(List<Fetch> rows, String name, boolean request) {
        alias(rows, name, request);
        rows.add(fetch(name + "_names", DELIMITER, STR, scope(request), a -> names(a, request)));
    }

    private static void alias(List<Fetch> rows, String name, boolean request) {
        rows.add(fetch(name, NAME, STR, scope(request), a -> value(a, request)));
        rows.add(fetch(name + "_cnt", NAME, INT, scope(request), a -> count(a, request)));
        rows.add(fetch(name + "_val", NAME, INT, scope(request), a -> HeaderFetches.numbers(value(a, request))));
    }

    private static Scope scope(boolean request) {
        return request ? Scope.REQUEST : Scope.RESPONSE;
    }

    private static HeaderFetches.Fields fields(boolean request) {
        return request ? HeaderFetches.REQUEST : HeaderFetches.RESPONSE;
    }

    private static HeaderName field(boolean request) {
        return request ? HeaderName.COOKIE : HeaderName.SET_COOKIE;
    }

    private static byte[] name(Args a) {
        String name = a.str(0, "");
        return name.isEmpty() ? null : Bytes.of(name);
    }

    private static Sampler value(Args a, boolean request) {
        byte[] name = name(a);
        HeaderFetches.Fields fields = fields(request);
        HeaderName field = field(request);
        return (x, out) -> value(fields.of(x), field, name, out);
    }

    private static boolean value(Headers headers, HeaderName field, byte[] name, Sample out) {
        if (headers == null || !Cookies.next(headers, field, name, false, out)) {
            return false;
        }
        // The last one of a name, but the first of all (manual, req.cook); a test looks at one after the other.
        while (!out.iterate && name != null && Cookies.next(headers, field, name, false, out)) {
            continue;
        }
        return true;
    }

    private static Sampler eitherSide(Args a) {
        Sampler request = value(a, true);
        Sampler response = value(a, false);
        return (x, out) -> (x.response == null ? request : response).sample(x, out);
    }

    private static Sampler count(Args a, boolean request) {
        byte[] name = name(a);
        HeaderFetches.Fields fields = fields(request);
        HeaderName field = field(request);
        return (x, out) -> count(fields.of(x), field, name, out);
    }

    private static boolean count(Headers headers, HeaderName field, byte[] name, Sample out) {
        if (headers == null) {
            return false;
        }
        int n = 0;
        while (Cookies.next(headers, field, name, false, out)) {
            n++;
        }
        return out.number(n);
    }

    private static Sampler names(Args a, boolean request) {
        String text = a.str(0, "");
        byte delimiter = (byte) (text.isEmpty() ? ',' : text.charAt(0));
        HeaderFetches.Fields fields = fields(request);
        HeaderName field = field(request);
        return (x, out) -> names(fields.of(x), field, delimiter, out);
    }

    private static boolean names(Headers headers, HeaderName field, byte delimiter, Sample out) {
        if (headers == null) {
            return false;
        }
        ByteWriter text = new ByteWriter(64);
        while (Cookies.next(headers, field, null, true, out)) {
            // An unnamed cookie has a place in req.cook_cnt but none in the list of names.
            if (out.len > 0) {
                if (text.size() > 0) {
                    text.put(delimiter);
                }
                text.put(out.buf, out.off, out.len);
            }
        }
        out.more = false;
        return out.str(text.array(), 0, text.size());
    }
}
