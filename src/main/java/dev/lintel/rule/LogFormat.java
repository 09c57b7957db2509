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

    /** A blank of a format in which blanks are merged: written only where the piece before has written something. */
    public static final Piece SEPARATOR = (x, out) -> out.put(' ');

    private final Piece[] pieces;
    private final byte[] literal;

    /** @param literal the whole text where it is constant, else null */
    public LogFormat(Piece[] pieces, byte[] literal) {
        this.pieces = pieces;
        this.literal = literal;
    }

    /** A format without a variable part. */
    public static LogFormat constant(byte[] text) {
        return new LogFormat(new Piece[] {(x, out) -> out.put(text)}, text);
    }

    /** The text where the format has no variable part, else null. */
    public byte[] literal() {
        return literal;
    }

    public void append(Exchange x, ByteWriter out) {
        boolean blank = true;
        for (Piece piece : pieces) {
            if (piece == SEPARATOR) {
                if (!blank) {
                    out.put(' ');
                    blank = true;
                }
                continue;
            }
            int before = out.size();
            piece.append(x, out);
            blank &= out.size() == before;
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
