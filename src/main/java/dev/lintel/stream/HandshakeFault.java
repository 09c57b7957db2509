package dev.lintel.stream;

/** Why a client's connection failed before it could carry anything (manual section 7.3.3, {@code fc_err_str}). */
public enum HandshakeFault {
    PRX_EMPTY(11, "Connection closed while waiting for PROXY protocol header"),
    PRX_ABORT(12, "Connection error while waiting for PROXY protocol header"),
    PRX_TIMEOUT(13, "Timeout while waiting for PROXY protocol header"),
    PRX_TRUNCATED(14, "Truncated PROXY protocol header received"),
    PRX_NOT_HDR(15, "Received something which does not look like a PROXY protocol header"),
    PRX_BAD_HDR(16, "Received an invalid PROXY protocol header"),
    PRX_BAD_PROTO(17, "Received an unhandled protocol in the PROXY protocol header"),

    SSL_EMPTY(24, "Connection closed during SSL handshake"),
    SSL_ABORT(25, "Connection error during SSL handshake"),
    SSL_TIMEOUT(26, "Timeout during SSL handshake"),
    SSL_CA_FAIL(30, "SSL client CA chain cannot be verified"),
    SSL_CRT_FAIL(31, "SSL client certificate not trusted"),
    SSL_HANDSHAKE(34, "SSL handshake failure");

    private final int number;
    private final String words;

    HandshakeFault(int number, String words) {
        this.number = number;
        this.words = words;
    }

    /** What {@code fc_err} answers. */
    public int number() {
        return number;
    }

    public String words() {
        return words;
    }
}
