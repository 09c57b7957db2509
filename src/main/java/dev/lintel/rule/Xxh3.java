package dev.lintel.rule;

import static dev.lintel.rule.XxHash.int32;
import static dev.lintel.rule.XxHash.int64;

import java.util.HexFormat;

/** The 64-bit variant of XXH3 (xxHash 0.8), after the public description of the algorithm. */
final class Xxh3 {
    private static final byte[] SECRET = HexFormat.of()
            .parseHex("b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
                    + "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
                    + "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
                    + "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
                    + "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e"
                    + "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e");
    private static final long MIX_A = 0x165667919E3779F9L;
    private static final long MIX_B = 0x9FB21C651E98DF25L;
    private static final int STRIPE = 64;
    private static final int STRIPES = (SECRET.length - STRIPE) / 8;

    private Xxh3() {}

    static long hash(byte[] buf, int off, int len, long seed) {
        if (len <= 16) {
            return upTo16(buf, off, len, seed);
        }
        if (len <= 128) {
            return upTo128(buf, off, len, seed);
        }
        return len <= 240 ? upTo240(buf, off, len, seed) : longer(buf, off, len, secret(seed));
    }

    private static long upTo16(byte[] buf, int off, int len, long seed) {
        if (len > 8) {
            long flipLow = (int64(SECRET, 24) ^ int64(SECRET, 32)) + seed;
            long flipHigh = (int64(SECRET, 40) ^ int64(SECRET, 48)) - seed;
            long low = int64(buf, off) ^ flipLow;
            long high = int64(buf, off + len - 8) ^ flipHigh;
            return avalanche(len + Long.reverseBytes(low) + high + fold(low, high));
        }
        if (len >= 4) {
            long mixedSeed = seed ^ (long) Integer.reverseBytes((int) seed) << 32;
            long input = (int32(buf, off + len - 4) & 0xffffffffL) + ((long) int32(buf, off) << 32);
            long hash = input ^ (int64(SECRET, 8) ^ int64(SECRET, 16)) - mixedSeed;
            hash = (hash ^ Long.rotateLeft(hash, 49) ^ Long.rotateLeft(hash, 24)) * MIX_B;
            hash = (hash ^ (hash >>> 35) + len) * MIX_B;
            return hash ^ hash >>> 28;
        }
        if (len > 0) {
            int combined = (buf[off] & 0xff) << 16
                    | (buf[off + (len >> 1)] & 0xff) << 24
                    | buf[off + len - 1] & 0xff
                    | len << 8;
            long flip = ((int32(SECRET, 0) ^ int32(SECRET, 4)) & 0xffffffffL) + seed;
            return XxHash.avalanche64((combined & 0xffffffffL) ^ flip);
        }
        return XxHash.avalanche64(seed ^ int64(SECRET, 56) ^ int64(SECRET, 64));
    }

    private static long upTo128(byte[] buf, int off, int len, long seed) {
        long sum = len * XxHash.A64;
        for (int i = (len - 1) / 32; i >= 0; i--) {
            sum += mix16(buf, off + 16 * i, SECRET, 32 * i, seed);
            sum += mix16(buf, off + len - 16 * (i + 1), SECRET, 32 * i + 16, seed);
        }
        return avalanche(sum);
    }

    private static long upTo240(byte[] buf, int off, int len, long seed) {
        long sum = len * XxHash.A64;
        for (int i = 0; i < 8; i++) {
            sum += mix16(buf, off + 16 * i, SECRET, 16 * i, seed);
        }
        sum = avalanche(sum);
        for (int i = 8; i < len / 16; i++) {
            sum += mix16(buf, off + 16 * i, SECRET, 16 * (i - 8) + 3, seed);
        }
        return avalanche(sum + mix16(buf, off + len - 16, SECRET, 136 - 17, seed));
    }

    private static long mix16(byte[] buf, int at, byte[] secret, int key, long seed) {
        return fold(int64(buf, at) ^ int64(secret, key) + seed, int64(buf, at + 8) ^ int64(secret, key + 8) - seed);
    }

    /** Long inputs are mixed with a secret of their own for every seed but 0. */
    private static byte[] secret(long seed) {
        if (seed == 0) {
            return SECRET;
        }
        byte[] secret = new byte[SECRET.length];
        for (int i = 0; i < secret.length; i += 16) {
            put64(secret, i, int64(SECRET, i) + seed);
            put64(secret, i + 8, int64(SECRET, i + 8) - seed);
        }
        return secret;
    }

    private static void put64(byte[] buf, int at, long value) {
        for (int i = 0; i < 8; i++) {
            buf[at + i] = (byte) (value >>> 8 * i);
        }
    }

    private static long longer(byte[] buf, int off, int len, byte[] secret) {
        long[] lanes = {
            XxHash.C32 & 0xffffffffL,
            XxHash.A64,
            XxHash.B64,
            XxHash.C64,
            XxHash.D64,
            XxHash.B32 & 0xffffffffL,
            XxHash.E64,
            XxHash.A32 & 0xffffffffL
        };
        int block = STRIPE * STRIPES;
        int blocks = (len - 1) / block;
        for (int b = 0; b < blocks; b++) {
            accumulate(lanes, buf, off + b * block, STRIPES, secret);
            scramble(lanes, secret);
        }
        accumulate(lanes, buf, off + blocks * block, (len - 1 - blocks * block) / STRIPE, secret);
        stripe(lanes, buf, off + len - STRIPE, secret, secret.length - STRIPE - 7);
        long sum = len * XxHash.A64;
        for (int i = 0; i < 4; i++) {
            sum += fold(lanes[2 * i] ^ int64(secret, 11 + 16 * i), lanes[2 * i + 1] ^ int64(secret, 19 + 16 * i));
        }
        return avalanche(sum);
    }

    private static void accumulate(long[] lanes, byte[] buf, int from, int stripes, byte[] secret) {
        for (int i = 0; i < stripes; i++) {
            stripe(lanes, buf, from + i * STRIPE, secret, 8 * i);
        }
    }

    private static void stripe(long[] lanes, byte[] buf, int at, byte[] secret, int key) {
        for (int i = 0; i < 8; i++) {
            long value = int64(buf, at + 8 * i);
            long mixed = value ^ int64(secret, key + 8 * i);
            lanes[i ^ 1] += value;
            lanes[i] += (mixed & 0xffffffffL) * (mixed >>> 32);
        }
    }

    private static void scramble(long[] lanes, byte[] secret) {
        for (int i = 0; i < 8; i++) {
            long key = int64(secret, secret.length - STRIPE + 8 * i);
            lanes[i] = (lanes[i] ^ lanes[i] >>> 47 ^ key) * (XxHash.A32 & 0xffffffffL);
        }
    }

    private static long fold(long a, long b) {
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }

    private static long avalanche(long value) {
        long hash = (value ^ value >>> 37) * MIX_A;
        return hash ^ hash >>> 32;
    }
}
