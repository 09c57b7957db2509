package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BIN;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.rule.Args.Kind.STR_OR_VARIABLE;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Converter.converter;

import dev.lintel.balance.Hash;
import java.util.List;
import java.util.zip.CRC32C;

/** Converters that hash (manual section 7.3.1): the quick ones that balancing uses too, and digests. */
final class HashConverters {
    private static final Args.Spec AVALANCHE = Args.Spec.maybe(Args.Kind.INT, "avalanche");
    private static final Args.Spec SEED = Args.Spec.maybe(Args.Kind.INT, "seed");

    static final List<Converter> ROWS = List.of(
            converter("crc32", AVALANCHE, BIN, INT, a -> quick(a, Hash::crc32)),
            converter("crc32c", AVALANCHE, BIN, INT, a -> quick(a, HashConverters::crc32c)),
            converter("djb2", AVALANCHE, BIN, INT, a -> quick(a, Hash::djb2)),
            converter("sdbm", AVALANCHE, BIN, INT, a -> quick(a, Hash::sdbm)),
            converter("wt6", AVALANCHE, BIN, INT, a -> quick(a, Hash::wt6)),
            converter("xxh32", SEED, BIN, INT, a -> {
                int seed = (int) a.num(0, 0);
                return (x, s) -> s.number(XxHash.hash32(s.buf, s.off, s.len, seed) & 0xffffffffL);
            }),
            converter("xxh64", SEED, BIN, INT, a -> {
                long seed = a.num(0, 0);
                return (x, s) -> s.number(XxHash.hash64(s.buf, s.off, s.len, seed));
            }),
            converter("xxh3", SEED, BIN, INT, a -> {
                long seed = a.num(0, 0);
                return (x, s) -> s.number(Xxh3.hash(s.buf, s.off, s.len, seed));
            }),
            converter("sha1", NONE, BIN, BIN, a -> digest(Digest.named("sha1"))),
            converter("sha2", Args.Spec.maybe(Args.Kind.INT, "bits"), BIN, BIN, HashConverters::sha2),
            converter("digest", Args.Spec.of(Args.Kind.STR, "algorithm"), BIN, BIN, a -> digest(algorithm(a))),
            converter(
                    "hmac",
                    Args.Spec.of(Args.Kind.STR, "algorithm").and(STR_OR_VARIABLE, "key"),
                    BIN,
                    BIN,
                    HashConverters::hmac));

    private HashConverters() {}

    /** A hash of bytes with a result of 32 bits. */
    @FunctionalInterface
    private interface Function {
        int of(byte[] buf, int off, int len);
    }

    private static Conversion quick(Args a, Function function) {
        if (a.num(0, 0) == 0) {
            return (x, s) -> s.number(function.of(s.buf, s.off, s.len) & 0xffffffffL);
        }
        return (x, s) -> s.number(Hash.mix(function.of(s.buf, s.off, s.len)) & 0xffffffffL);
    }

    private static int crc32c(byte[] buf, int off, int len) {
        CRC32C crc = new CRC32C();
        crc.update(buf, off, len);
        return (int) crc.getValue();
    }

    private static Conversion sha2(Args a) {
        long bits = a.num(0, 256);
        if (bits != 224 && bits != 256 && bits != 384 && bits != 512) {
            throw a.mistake("expects 224, 256, 384 or 512 bits, not '" + bits + "'");
        }
        return digest(Digest.named("sha" + bits));
    }

    private static Digest algorithm(Args a) {
        Digest digest = Digest.named(a.str(0, ""));
        if (digest == null) {
            throw a.mistake("expects a message digest such as sha256 (there are " + Digest.NAMES + "), not '"
                    + a.str(0, "") + "'");
        }
        return digest;
    }

    private static Conversion digest(Digest digest) {
        return (x, s) -> s.bin(digest.of(s.buf, s.off, s.len));
    }

    private static Conversion hmac(Args a) {
        Digest digest = algorithm(a);
        Operands.Block key = Operands.base64(a, 1);
        return (x, s) -> {
            byte[] secret = key.value(x);
            return secret != null && s.bin(digest.hmac(secret, s.buf, s.off, s.len));
        };
    }
}
