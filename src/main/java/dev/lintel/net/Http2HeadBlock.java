package dev.lintel.net;

import dev.lintel.stream.Http2Limits;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * The head that is coming in on one connection, perhaps in pieces (RFC 9113 section 6.10), and the table by which heads are
 * decompressed. Owned by the connection's loop; holds the pieces.
 */
final class Http2HeadBlock {
    private final DefaultHttp2HeadersDecoder decoder;
    private final Http2Fields fields;
    private final int mostBytes;
    private final int mostPieces;
    private final int table;
    private int stream;
    private boolean last;
    private int pieces;
    private @Nullable ByteBuf all;

    Http2HeadBlock(Http2Fields fields, int mostBytes, Http2Limits allowed) {
        this.fields = fields;
        this.mostBytes = mostBytes;
        this.mostPieces = allowed.continuations();
        this.table = allowed.tableBytes();
        this.decoder = new DefaultHttp2HeadersDecoder(false, false, mostBytes) {
            @Override
            protected Http2Headers newHeaders() {
                return fields;
            }
        };
        if (table > Http2Code.DEFAULT_TABLE) {
            agreed();
        }
    }

    /** The peer has heard how large the table may be; a smaller one it could not know of before. */
    void agreed() {
        try {
            if (decoder.maxHeaderTableSize() != table) {
                decoder.maxHeaderTableSize(table);
            }
        } catch (Http2Exception impossible) {
            throw new IllegalStateException("the configuration bounds it", impossible);
        }
    }

    /** The stream whose head is not complete, or 0. */
    int stream() {
        return stream;
    }

    /** Whether the head is all of its message. */
    boolean last() {
        return last;
    }

    /** Takes over the reference. */
    void begin(int number, boolean whole, ByteBuf first) {
        stream = number;
        last = whole;
        pieces = 0;
        all = first;
    }

    /** One more piece; false where that is too much. */
    boolean more(ByteBuf in, int size) {
        if (++pieces > mostPieces || all.readableBytes() + size > mostBytes) {
            return false;
        }
        all.writeBytes(in, size);
        return true;
    }

    /** All pieces are there; the reference goes to the caller. */
    ByteBuf end() {
        ByteBuf whole = all;
        all = null;
        stream = 0;
        return whole;
    }

    /** Reads a whole block into the fields; false where the connection's two ends do not agree on the table any more. */
    boolean decode(int number, ByteBuf block) {
        try {
            decoder.decodeHeaders(number, block);
        } catch (Http2Exception.HeaderListSizeException tooLarge) {
            fields.tooMany = true;
        } catch (Http2Exception broken) {
            return false;
        }
        return true;
    }

    void release() {
        if (all != null) {
            all.release();
            all = null;
        }
    }
}
