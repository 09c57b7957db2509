package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.REQUEST_BYTES;
import static dev.lintel.rule.Scope.RESPONSE_BYTES;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** Fetches of the first handshake message of TLS that passes through in tcp mode, unread by anybody else (manual section 7.3.5). */
final class ClientHelloFetches {
    private static final int HANDSHAKE = 0x16;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    /** Type and version of a record, its length; type and length of a message (RFC 8446 sections 4 and 5.1). */
    private static final int RECORD_HEAD = 5;

    private static final int MESSAGE_HEAD = 4;
    /** A record holds at most 2^14 bytes and what ciphers add to it. */
    private static final int MAX_RECORD = (1 << 14) + 2048;

    static final List<Fetch> ROWS = List.of(
            fetch("req.ssl_hello_type", NONE, INT, REQUEST_BYTES, a -> (x, out) -> helloType(x, x.clientBytes, out)),
            fetch("req_ssl_hello_type", NONE, INT, REQUEST_BYTES, a -> (x, out) -> helloType(x, x.clientBytes, out)),
            fetch("res.ssl_hello_type", NONE, INT, RESPONSE_BYTES, a -> (x, out) -> helloType(x, x.serverBytes, out)),
            fetch("rep_ssl_hello_type", NONE, INT, RESPONSE_BYTES, a -> (x, out) -> helloType(x, x.serverBytes, out)),
            fetch("req.ssl_sni", NONE, STR, REQUEST_BYTES, a -> (x, out) -> extension(x, SERVER_NAME, 3, 2, out)),
            fetch("req_ssl_sni", NONE, STR, REQUEST_BYTES, a -> (x, out) -> extension(x, SERVER_NAME, 3, 2, out)),
            fetch("req.ssl_alpn", NONE, STR, REQUEST_BYTES, a -> (x, out) -> extension(x, ALPN, 2, 1, out)),
            fetch("req.ssl_ver", NONE, INT, REQUEST_BYTES, a -> ClientHelloFetches::version),
            fetch("req_ssl_ver", NONE, INT, REQUEST_BYTES, a -> ClientHelloFetches::version));

    private ClientHelloFetches() {}

    private static boolean missing(Exchange x, Sample out) {
        out.mayChange = x.inspecting;
        return false;
    }

    private static boolean isRecord(int type) {
        return type >= 0x14 && type <= 0x17 || type == 0xff;
    }

    /** The type of the first handshake message, once all of that message is there. */
    private static boolean helloType(Exchange x, ByteBuf bytes, Sample out) {
        int length = PayloadFetches.length(bytes);
        if (length == 0) {
            return missing(x, out);
        }
        int at = bytes.readerIndex();
        if (!isRecord(bytes.getUnsignedByte(at))) {
            return false;
        }
        if (length < RECORD_HEAD + MESSAGE_HEAD) {
            return missing(x, out);
        }
        if (bytes.getByte(at + 1) < 3 || bytes.getUnsignedShort(at + 3) < MESSAGE_HEAD) {
            return false;
        }
        if (length < RECORD_HEAD + MESSAGE_HEAD + bytes.getUnsignedMedium(at + RECORD_HEAD + 1)) {
            return missing(x, out);
        }
        return out.number(bytes.getUnsignedByte(at + RECORD_HEAD));
    }

    /** The version that a client's hello names, not that of its record: {@code 3.3} is TLS 1.2, and what TLS 1.3 says too. */
    private static boolean version(Exchange x, Sample out) {
        ByteBuf bytes = x.clientBytes;
        int length = PayloadFetches.length(bytes);
        if (length == 0) {
            return missing(x, out);
        }
        int at = bytes.readerIndex();
        if (!isRecord(bytes.getUnsignedByte(at))) {
            return false;
        }
        if (length < RECORD_HEAD + MESSAGE_HEAD + 2) {
            return missing(x, out);
        }
        int record = bytes.getUnsignedShort(at + 3);
        if (bytes.getByte(at + 1) < 3 || record < MESSAGE_HEAD + 2 || record > MAX_RECORD) {
            return false;
        }
        if (length < RECORD_HEAD + record) {
            return missing(x, out);
        }
        int version = at + RECORD_HEAD + MESSAGE_HEAD;
        return out.number((long) bytes.getUnsignedByte(version) << 16 | bytes.getUnsignedByte(version + 1));
    }

    /**
     * The first text in an extension of the client's hello.
     *
     * @param skip what stands before its length: the length of the list, and the kind of a name
     * @param width in how many bytes its length is written
     */
    private static boolean extension(Exchange x, int wanted, int skip, int width, Sample out) {
        ByteBuf bytes = x.clientBytes;
        int length = PayloadFetches.length(bytes);
        if (length == 0) {
            return missing(x, out);
        }
        int at = bytes.readerIndex();
        if (bytes.getUnsignedByte(at) != HANDSHAKE) {
            return false;
        }
        if (length < RECORD_HEAD) {
            return missing(x, out);
        }
        int record = bytes.getUnsignedShort(at + 3);
        if (bytes.getByte(at + 1) < 3 || record > MAX_RECORD) {
            return false;
        }
        if (length < RECORD_HEAD + record) {
            return missing(x, out);
        }
        int start = at + RECORD_HEAD;
        if (record < MESSAGE_HEAD || bytes.getByte(start) != CLIENT_HELLO) {
            return false;
        }
        int end = start + Math.min(record, MESSAGE_HEAD + bytes.getUnsignedMedium(start + 1));
        int found = find(bytes, extensions(bytes, start + MESSAGE_HEAD, end), end, wanted);
        if (found < 0) {
            return false;
        }
        int stop = found + bytes.getUnsignedShort(found - 2);
        int text = found + skip + width;
        if (text > stop || wanted == SERVER_NAME && bytes.getByte(found + 2) != 0) {
            return false;
        }
        int count = width == 1 ? bytes.getUnsignedByte(found + skip) : bytes.getUnsignedShort(found + skip);
        return text + count <= stop && out.str(bytes.array(), bytes.arrayOffset() + text, count);
    }

    /** Where the extensions begin: behind version, random, session, ciphers, compressions and their own length; -1 where that is cut. */
    private static int extensions(ByteBuf bytes, int hello, int end) {
        int at = hello + 34;
        if (at >= end) {
            return -1;
        }
        at += 1 + bytes.getUnsignedByte(at);
        if (at + 2 > end) {
            return -1;
        }
        at += 2 + bytes.getUnsignedShort(at);
        if (at >= end) {
            return -1;
        }
        at += 1 + bytes.getUnsignedByte(at);
        return at + 2 > end ? -1 : at + 2;
    }

    /** Where an extension's content begins, which ends before {@code end}; -1: there is none. */
    private static int find(ByteBuf bytes, int from, int end, int wanted) {
        int at = from;
        while (at >= 0 && at + 4 <= end) {
            int length = bytes.getUnsignedShort(at + 2);
            if (at + 4 + length > end) {
                return -1;
            }
            if (bytes.getUnsignedShort(at) == wanted) {
                return at + 4;
            }
            at += 4 + length;
        }
        return -1;
    }
}
