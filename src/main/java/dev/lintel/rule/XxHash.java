package dev.lintel.rule;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The 32-bit and 64-bit variants of xxHash, after the public description of the algorithm (xxhash_spec, version 0.1.1). */
public final class XxHash {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static final int A32 = 0x9E3779B1;
    static final int B32 = 0x85EBCA77;
    static final int C32 = 0xC2B2AE3D;
    private static final int D32 = 0x27D4EB2F;
    private static final int E32 = 0x165667B1;

    static final long A64 = 0x9E3779B185EBCA87L;
    static final long B64 = 0xC2B2AE3D27D4EB4FL;
    static final long C64 = 0x165667B19E3779F9L;
    static final long D64 = 0x85EBCA77C2B2AE63L;
    static final long E64 = 0x27D4EB2F165667C5L;

    private XxHash() {}

    static int int32(byte[] buf, int at) {
        return (int) INTS.get(buf, at);
    }

    static long int64(byte[] buf, int at) {
        return (long) LONGS.get(buf, at);
    }

    static int hash32(byte[] buf, int off, int len, int seed) {
        int at = off;
        int end = off + len;
        int hash;
        if (len >= 16) {
            int a = seed + A32 + B32;
            int b = seed + B32;
            int c = seed;
            int d = seed - A32;
            for (; at + 16 <= end; at += 16) {
                a = round32(a, int32(buf, at));
                b = round32(b, int32(buf, at + 4));
                c = round32(c, int32(buf, at + 8));
                d = round32(d, int32(buf, at + 12));
            }
            hash = Integer.rotateLeft(a, 1)
                    + Integer.rotateLeft(b, 7)
                    + Integer.rotateLeft(c, 12)
                    + Integer.rotateLeft(d, 18);
        } else {
            hash = seed + E32;
        }
        hash += len;
        for (; at + 4 <= end; at += 4) {
            hash = Integer.rotateLeft(hash + int32(buf, at) * C32, 17) * D32;
        }
        for (; at < end; at++) {
            hash = Integer.rotateLeft(hash + (buf[at] & 0xff) * E32, 11) * A32;
        }
        return avalanche32(hash);
    }

    private static int round32(int lane, int input) {
        return Integer.rotateLeft(lane + input * B32, 13) * A32;
    }

    private static int avalanche32(int value) {
        int hash = value;
        hash = (hash ^ hash >>> 15) * B32;
        hash = (hash ^ hash >>> 13) * C32;
        return hash ^ hash >>> 16;
    }

    public static long hash64(byte[] buf, int off, int len, long seed) {
        int at = off;
        int end = off + len;
        long hash;
        if (len >= 32) {
            long a = seed + A64 + B64;
            long b = seed + B64;
            long c = seed;
            long d = seed - A64;
            for (; at + 32 <= end; at += 32) {
                a = round64(a, int64(buf, at));
                b = round64(b, int64(buf, at + 8));
                c = round64(c, int64(buf, at + 16));
                d = round64(d, int64(buf, at + 24));
            }
            hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
            hash = merge(merge(merge(merge(hash, a), b), c), d);
        } else {
            hash = seed + E64;
        }
        return tail64(hash + len, buf, at, end);
    }

    private static long tail64(long begun, byte[] buf, int from, int end) {
        long hash = begun;
        int at = from;
        for (; at + 8 <= end; at += 8) {
            hash = Long.rotateLeft(hash ^ round64(0, int64(buf, at)), 27) * A64 + D64;
        }
        if (at + 4 <= end) {
            hash = Long.rotateLeft(hash ^ (int32(buf, at) & 0xffffffffL) * A64, 23) * B64 + C64;
            at += 4;
        }
        for (; at < end; at++) {
            hash = Long.rotateLeft(hash ^ (buf[at] & 0xff) * E64, 11) * A64;
        }
        return avalanche64(hash);
    }

    private static long round64(long lane, long input) {
        return Long.rotateLeft(lane + input * B64, 31) * A64;
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round64(0, lane)) * A64 + D64;
    }

    static long avalanche64(long value) {
        long hash = value;
        hash = (hash ^ hash >>> 33) * B64;
        hash = (hash ^ hash >>> 29) * C64;
        return hash ^ hash >>> 32;
    }
}
