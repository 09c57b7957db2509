package dev.lintel.http;

/**
 * What stands before a body, the same for every version of HTTP. The fields {@code connection}, {@code keep-alive},
 * {@code proxy-connection} and those that Connection names belong to one connection and are gone by the time a head is here;
 * {@code content-length} and {@code transfer-encoding} stay in {@link #headers} for rules to see, but only {@link #framing} and
 * {@link #length} decide what is sent. Owned by the loop of its exchange.
 */
public abstract sealed class MessageHead permits RequestHead, ResponseHead {
    public final Headers headers;

    /** 10 for HTTP/1.0, 11 for HTTP/1.1, 20 for HTTP/2, 30 for HTTP/3: what the peer spoke. */
    public int version = 11;

    public Framing framing = Framing.NONE;

    /** The length of the body in bytes where {@link #framing} is LENGTH; else -1. For an answer to HEAD, what it announces. */
    public long length = -1;

    /** The protocol named by Upgrade beside {@code Connection: upgrade}, as spelled, or null. */
    public String upgrade;

    /** Whether the connection should end with this message; HTTP/1 only, decided by the proxy and by what the peer asked for. */
    public boolean close;

    /** How many bytes the head took on the wire. */
    public int wireBytes;

    /** How many bytes the log counts for the head as it came; set by whoever reads it. See {@link LoggedBytes}. */
    public int loggedBytes;

    protected MessageHead(Headers headers) {
        this.headers = headers;
    }
}
