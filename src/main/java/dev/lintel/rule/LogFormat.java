package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.ByteWriter;

/** A compiled log format string (manual section 8.2.6): literal text, aliases such as {@code %ci}, and {@code %[expressions]}. */
public final class LogFormat {
    /** One piece of a format. */
    @FunctionalInterface
    public interface Piece {
        void append(Exchange x, ByteWriter out);
    }

    private final Piece[] pieces;
    private final byte[] literal;

    /** @param literal the whole text where it is constant, else null */
    public LogFormat(Piece[] pieces, byte[] literal) {
        this.pieces = pieces;
        this.literal = literal;
    }

    /** The text where the format has no variable part, else null. */
    public byte[] literal() {
        return literal;
    }

    public void append(Exchange x, ByteWriter out) {
        for (Piece piece : pieces) {
            piece.append(x, out);
        }
    }

    /** The text for this exchange; allocates unless constant. */
    public byte[] bytes(Exchange x) {
        if (literal != null) {
            return literal;
        }
        ByteWriter out = new ByteWriter(128);
        append(x, out);
        return out.toBytes();
    }
}
