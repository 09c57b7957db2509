package dev.lintel.http;

import java.util.Arrays;

/** A request method. Those of RFC 9110 and PATCH are constants and compare by identity; names are case-sensitive. */
public final class Method {
    public static final Method GET = new Method("GET");
    public static final Method HEAD = new Method("HEAD");
    public static final Method POST = new Method("POST");
    public static final Method PUT = new Method("PUT");
    public static final Method DELETE = new Method("DELETE");
    public static final Method OPTIONS = new Method("OPTIONS");
    public static final Method PATCH = new Method("PATCH");
    public static final Method CONNECT = new Method("CONNECT");
    public static final Method TRACE = new Method("TRACE");

    private static final Method[] KNOWN = {GET, POST, HEAD, PUT, DELETE, OPTIONS, PATCH, CONNECT, TRACE};

    private final byte[] bytes;

    private Method(String name) {
        this.bytes = Bytes.of(name);
    }

    private Method(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The method that these bytes spell, or null where they are no token. */
    public static Method of(byte[] buf, int off, int len) {
        for (Method method : KNOWN) {
            if (Bytes.equal(buf, off, len, method.bytes)) {
                return method;
            }
        }
        if (len == 0) {
            return null;
        }
        for (int i = off, end = off + len; i < end; i++) {
            if (!Bytes.isToken(buf[i])) {
                return null;
            }
        }
        return new Method(Bytes.copy(buf, off, len));
    }

    public static Method of(String name) {
        byte[] bytes = Bytes.of(name);
        return of(bytes, 0, bytes.length);
    }

    /** Not to be modified. */
    public byte[] bytes() {
        return bytes;
    }

    /** Done twice it does no more than once, RFC 9110 section 9.2.2. */
    public boolean isIdempotent() {
        return isSafe() || this == PUT || this == DELETE;
    }

    /** Safe to repeat without asking the user, RFC 9110 section 9.2.1. */
    public boolean isSafe() {
        return this == GET || this == HEAD || this == OPTIONS || this == TRACE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Method method && Arrays.equals(bytes, method.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return Bytes.text(bytes, 0, bytes.length);
    }
}
