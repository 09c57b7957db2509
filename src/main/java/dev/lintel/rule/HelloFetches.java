package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BIN;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.SESSION;

import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.Bytes;
import dev.lintel.stream.TlsFacts;
import java.util.Arrays;
import java.util.List;

/** Fetches of what a client's hello offered, on connections that are deciphered here (manual section 7.3.4): fingerprints of clients. */
final class HelloFetches {
    /** A message's header, the version and the random stand before the session (RFC 8446 section 4.1.2). */
    private static final int VERSION = 4;

    private static final int SESSION_ID = VERSION + 2 + 32;

    private static final int GROUPS = 10;
    private static final int POINT_FORMATS = 11;
    private static final int SIGNATURES = 13;
    private static final int VERSIONS = 43;

    private static final Args.Spec FILTER = Args.Spec.maybe(Args.Kind.INT, "filter_option");

    static final List<Fetch> ROWS = List.of(
            list("ssl_fc_cipherlist_bin", BIN, HelloFetches::ciphers, (list, out) -> out.bin(list)),
            list("ssl_fc_cipherlist_hex", STR, HelloFetches::ciphers, HelloFetches::hex),
            list("ssl_fc_cipherlist_str", STR, HelloFetches::ciphers, HelloFetches::names),
            fetch("ssl_fc_cipherlist_xxh", NONE, INT, SESSION, a -> (x, out) -> hash(x.session.tls, out)),
            list("ssl_fc_extlist_bin", BIN, HelloFetches::extensions, (list, out) -> out.bin(list)),
            list("ssl_fc_eclist_bin", BIN, hello -> content(hello, GROUPS, 2), (list, out) -> out.bin(list)),
            list("ssl_fc_sigalgs_bin", BIN, hello -> content(hello, SIGNATURES, 2), (list, out) -> out.bin(list)),
            list(
                    "ssl_fc_supported_versions_bin",
                    BIN,
                    hello -> content(hello, VERSIONS, 1),
                    (list, out) -> out.bin(list)),
            fetch("ssl_fc_ecformats_bin", NONE, BIN, SESSION, a -> (x, out) -> formats(x.session.tls, out)),
            fetch("ssl_fc_protocol_hello_id", NONE, INT, SESSION, a -> (x, out) -> version(x.session.tls, out)));

    private HelloFetches() {}

    /** A part of a hello that is known to be well-formed; empty where it is not there. */
    private interface Part {
        byte[] of(byte[] hello);
    }

    private interface Shape {
        boolean give(byte[] list, Sample out);
    }

    private static Fetch list(String name, SampleType type, Part part, Shape shape) {
        return fetch(name, FILTER, type, SESSION, a -> {
            boolean filtered = a.num(0, 0) == 1;
            return (x, out) -> {
                TlsFacts tls = x.session.tls;
                if (tls == null || tls.hello().length <= SESSION_ID) {
                    return false;
                }
                byte[] list = part.of(tls.hello());
                return list.length > 0 && shape.give(filtered ? withoutGrease(list) : list, out);
            };
        });
    }

    private static int two(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private static byte[] ciphers(byte[] hello) {
        int at = SESSION_ID + 1 + (hello[SESSION_ID] & 0xff);
        return Bytes.copy(hello, at + 2, two(hello, at));
    }

    /** Where extensions begin; the end of the hello where it has none. */
    private static int firstExtension(byte[] hello) {
        int at = SESSION_ID + 1 + (hello[SESSION_ID] & 0xff);
        at += 2 + two(hello, at);
        at += 1 + (hello[at] & 0xff);
        return Math.min(at + 2, hello.length);
    }

    /** The numbers of all extensions, in order. */
    private static byte[] extensions(byte[] hello) {
        byte[] types = new byte[hello.length];
        int count = 0;
        for (int at = firstExtension(hello); at + 4 <= hello.length; at += 4 + two(hello, at + 2)) {
            types[count++] = hello[at];
            types[count++] = hello[at + 1];
        }
        return Arrays.copyOf(types, count);
    }

    /** The list in one extension, behind its length, which is written in so many bytes. */
    private static byte[] content(byte[] hello, int wanted, int width) {
        for (int at = firstExtension(hello); at + 4 <= hello.length; at += 4 + two(hello, at + 2)) {
            int length = two(hello, at + 2);
            if (two(hello, at) == wanted && length > width && at + 4 + length <= hello.length) {
                return Bytes.copy(hello, at + 4 + width, length - width);
            }
        }
        return Bytes.EMPTY;
    }

    /** Values that clients send only so that servers learn to bear the unknown (RFC 8701). */
    private static byte[] withoutGrease(byte[] list) {
        byte[] kept = new byte[list.length];
        int count = 0;
        for (int i = 0; i + 1 < list.length; i += 2) {
            if (list[i] != list[i + 1] || (list[i] & 0xf) != 0xa) {
                kept[count++] = list[i];
                kept[count++] = list[i + 1];
            }
        }
        return Arrays.copyOf(kept, count);
    }

    private static boolean hex(byte[] list, Sample out) {
        byte[] hex = new byte[2 * list.length];
        for (int i = 0; i < list.length; i++) {
            hex[2 * i] = (byte) "0123456789ABCDEF".charAt(list[i] >> 4 & 0xf);
            hex[2 * i + 1] = (byte) "0123456789ABCDEF".charAt(list[i] & 0xf);
        }
        return out.str(hex);
    }

    private static boolean names(byte[] list, Sample out) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i + 1 < list.length; i += 2) {
            names.append(i == 0 ? "" : ",").append(CipherNames.of(two(list, i)));
        }
        return out.str(names.toString());
    }

    private static boolean hash(TlsFacts tls, Sample out) {
        if (tls == null || tls.hello().length <= SESSION_ID) {
            return false;
        }
        byte[] list = ciphers(tls.hello());
        return out.number(XxHash.hash64(list, 0, list.length, 0));
    }

    private static boolean formats(TlsFacts tls, Sample out) {
        if (tls == null || tls.hello().length <= SESSION_ID) {
            return false;
        }
        byte[] list = content(tls.hello(), POINT_FORMATS, 1);
        return list.length > 0 && out.bin(list);
    }

    private static boolean version(TlsFacts tls, Sample out) {
        return tls != null && tls.hello().length > SESSION_ID && out.number(two(tls.hello(), VERSION));
    }
}
