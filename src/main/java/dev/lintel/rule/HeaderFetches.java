package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.ADDR;
import static dev.lintel.exchange.SampleType.BIN;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Fetch.fetch;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.http.AddressText;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import java.util.ArrayList;
import java.util.List;

/** Fetches of fields, of requests and answers (manual section 7.3.6): {@code req.hdr}, {@code res.fhdr}, {@code hdr_ip}, .... */
final class HeaderFetches {
    private static final Args.Spec NAME = Args.Spec.maybe(Args.Kind.STR, "name");
    private static final Args.Spec NAME_AND_PLACE = NAME.optional(Args.Kind.INT, "occurrence");
    private static final Args.Spec DELIMITER = Args.Spec.maybe(Args.Kind.STR, "delimiter");

    /** The fields of the message at hand; null where it is not there. */
    @FunctionalInterface
    interface Fields {
        Headers of(Exchange x);
    }

    static final Fields REQUEST = x -> x.request == null ? null : x.request.headers;
    static final Fields RESPONSE = x -> x.response == null ? null : x.response.headers;
    /** Request rules run before there is an answer, all others after. */
    static final Fields MESSAGE = x -> x.response != null ? x.response.headers : REQUEST.of(x);

    static final List<Fetch> ROWS = rows();

    private HeaderFetches() {}

    private static List<Fetch> rows() {
        List<Fetch> rows = new ArrayList<>();
        side(rows, "req.", Scope.REQUEST, REQUEST);
        side(rows, "res.", Scope.RESPONSE, RESPONSE);
        rows.add(fetch("hdr", NAME_AND_PLACE, STR, Scope.MESSAGE, a -> values(a, MESSAGE, false)));
        derived(rows, "hdr_", Scope.REQUEST, REQUEST);
        rows.add(fetch("shdr", NAME_AND_PLACE, STR, Scope.RESPONSE, a -> values(a, RESPONSE, false)));
        derived(rows, "shdr_", Scope.RESPONSE, RESPONSE);
        return List.copyOf(rows);
    }

    private static void side(List<Fetch> rows, String prefix, Scope scope, Fields fields) {
        rows.add(fetch(prefix + "hdr", NAME_AND_PLACE, STR, scope, a -> values(a, fields, false)));
        derived(rows, prefix + "hdr_", scope, fields);
        rows.add(fetch(prefix + "fhdr", NAME_AND_PLACE, STR, scope, a -> values(a, fields, true)));
        rows.add(fetch(prefix + "fhdr_cnt", NAME, INT, scope, a -> count(a, fields, true)));
        rows.add(fetch(prefix + "hdr_names", DELIMITER, STR, scope, a -> names(a, fields)));
        rows.add(fetch(prefix + "hdrs", Args.NONE, STR, scope, a -> (x, out) -> text(fields.of(x), out)));
        rows.add(fetch(prefix + "hdrs_bin", Args.NONE, BIN, scope, a -> (x, out) -> binary(fields.of(x), out)));
    }

    private static void derived(List<Fetch> rows, String prefix, Scope scope, Fields fields) {
        rows.add(fetch(prefix + "cnt", NAME, INT, scope, a -> count(a, fields, false)));
        rows.add(fetch(prefix + "val", NAME_AND_PLACE, INT, scope, a -> numbers(values(a, fields, false))));
        rows.add(fetch(prefix + "ip", NAME_AND_PLACE, ADDR, scope, a -> addresses(values(a, fields, false))));
    }

    private static Sampler values(Args a, Fields fields, boolean lines) {
        String text = a.str(0, "");
        HeaderName name = HeaderName.of(text);
        int place = Math.toIntExact(Math.clamp(a.num(1, 0), Integer.MIN_VALUE, Integer.MAX_VALUE));
        if (place < -HeaderValues.MAX_FROM_END) {
            throw a.mistake(
                    "expects an occurrence of at least -" + HeaderValues.MAX_FROM_END + ", not '" + place + "'");
        }
        HeaderValues.Which which = new HeaderValues.Which(name, lines);
        if (place != 0) {
            boolean never = name == null && !text.isEmpty();
            return never ? (x, out) -> false : (x, out) -> at(fields.of(x), which, place, out);
        }
        // Without a name there is no last value that would mean anything; HAProxy has none either.
        return name == null ? (x, out) -> false : (x, out) -> lastOrNext(fields.of(x), which, out);
    }

    private static boolean at(Headers headers, HeaderValues.Which which, int place, Sample out) {
        return headers != null && HeaderValues.pick(headers, which, place, out);
    }

    private static boolean lastOrNext(Headers headers, HeaderValues.Which which, Sample out) {
        if (headers == null) {
            return false;
        }
        return out.iterate ? HeaderValues.step(headers, which, out) : HeaderValues.pick(headers, which, -1, out);
    }

    private static Sampler count(Args a, Fields fields, boolean lines) {
        String text = a.str(0, "");
        HeaderName name = HeaderName.of(text);
        if (name == null && !text.isEmpty()) {
            return (x, out) -> out.number(0);
        }
        HeaderValues.Which which = new HeaderValues.Which(name, lines);
        return (x, out) -> {
            Headers headers = fields.of(x);
            return headers != null && out.number(HeaderValues.count(headers, which));
        };
    }

    static Sampler numbers(Sampler values) {
        return (x, out) -> values.sample(x, out) && out.number(HeaderValues.number(out.buf, out.off, out.len));
    }

    /** In a test, values that are no address are passed over. */
    private static Sampler addresses(Sampler values) {
        return (x, out) -> {
            while (values.sample(x, out)) {
                if (out.address(address(out))) {
                    return true;
                }
                if (!out.iterate || !out.more) {
                    return false;
                }
                out.more = false;
            }
            return false;
        };
    }

    /** RFC 7239 section 6 without the brackets, as HAProxy: an IPv4 address may have a port, which is dropped. */
    private static byte[] address(Sample value) {
        byte[] buf = value.buf;
        int end = value.off + value.len;
        int colon = Bytes.indexOf(buf, value.off, value.len, (byte) ':');
        if (colon < 0 || Bytes.indexOf(buf, colon + 1, end - colon - 1, (byte) ':') >= 0) {
            return AddressText.parse(buf, value.off, value.len);
        }
        long port = Bytes.parseDigits(buf, colon + 1, end - colon - 1);
        byte[] ip = port < 0 || port > 65535 ? null : AddressText.parse(buf, value.off, colon - value.off);
        return ip != null && ip.length == 4 ? ip : null;
    }

    private static Sampler names(Args a, Fields fields) {
        String text = a.str(0, "");
        byte delimiter = (byte) (text.isEmpty() ? ',' : text.charAt(0));
        return (x, out) -> {
            Headers headers = fields.of(x);
            return headers != null && names(headers, delimiter, out);
        };
    }

    private static boolean names(Headers headers, byte delimiter, Sample out) {
        ByteWriter text = new ByteWriter(headers.size() * 16);
        for (int i = 0; i < headers.size(); i++) {
            if (i > 0) {
                text.put(delimiter);
            }
            text.put(headers.name(i).bytes());
        }
        return out.str(text.array(), 0, text.size());
    }

    private static boolean text(Headers headers, Sample out) {
        if (headers == null) {
            return false;
        }
        ByteWriter text = new ByteWriter(256);
        for (int i = 0; i < headers.size(); i++) {
            text.put(headers.name(i).bytes()).put(": ");
            text.put(headers.buf(i), headers.off(i), headers.len(i)).put("\r\n");
        }
        text.put("\r\n");
        return out.str(text.array(), 0, text.size());
    }

    private static boolean binary(Headers headers, Sample out) {
        if (headers == null) {
            return false;
        }
        ByteWriter to = new ByteWriter(256);
        for (int i = 0; i < headers.size(); i++) {
            byte[] name = headers.name(i).bytes();
            HeaderBlock.string(to, name, 0, name.length);
            HeaderBlock.string(to, headers.buf(i), headers.off(i), headers.len(i));
        }
        to.put((byte) 0).put((byte) 0);
        return out.bin(to.array(), 0, to.size());
    }
}
