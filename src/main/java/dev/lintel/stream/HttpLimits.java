package dev.lintel.stream;

/**
 * How large the parts of a message may be. What is larger is refused, never cut.
 *
 * @param lineBytes the request line (414)
 * @param headBytes the whole head (431; of an answer: 502)
 * @param fields the number of header fields (431; 502)
 * @param trailerBytes and {@code trailerFields}: the same behind a chunked body
 */
public record HttpLimits(int lineBytes, int headBytes, int fields, int trailerBytes, int trailerFields) {
    public static final HttpLimits REQUEST = new HttpLimits(16 << 10, 32 << 10, 100, 8 << 10, 32);
    public static final HttpLimits RESPONSE = new HttpLimits(16 << 10, 64 << 10, 256, 8 << 10, 32);
}
