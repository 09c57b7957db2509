package dev.lintel.stream;

/**
 * Why an exchange ended: the only vocabulary of failure in the data plane. {@link #cause} is the first letter of HAProxy's termination
 * state (manual section 8.5, "Session state at disconnection"); the second depends on how far the exchange had come.
 */
public enum EndReason {
    COMPLETE('-', 0, Side.NONE, false, "the exchange is complete"),

    CLIENT_ABORT('C', 400, Side.CLIENT, false, "the client closed the connection"),
    CLIENT_TIMEOUT('c', 408, Side.CLIENT, false, "the client did not send its request in time"),
    BAD_REQUEST('P', 400, Side.CLIENT, false, "the request is not well-formed HTTP"),
    /** A stream of HTTP/2 or 3 that is cut for it: there is no answer. */
    PROTOCOL_ERROR('P', 0, Side.CLIENT, false, "the client broke a rule of its protocol"),
    URI_TOO_LONG('P', 414, Side.CLIENT, false, "the request line is too long"),
    HEADERS_TOO_LARGE('P', 431, Side.CLIENT, false, "the request's header fields are too large"),
    VERSION_NOT_SUPPORTED('P', 505, Side.CLIENT, false, "the request's HTTP version is not supported"),

    CONNECT_REFUSED('S', 503, Side.SERVER, true, "the server refused the connection"),
    CONNECT_TIMEOUT('s', 503, Side.SERVER, true, "the server did not accept the connection in time"),
    TLS_FAILED('S', 503, Side.SERVER, true, "the server and the proxy did not agree on a TLS connection"),
    /** The name came from the request, so the next try need not wait for the server to recover. */
    TLS_WRONG_NAME('S', 503, Side.SERVER, true, "the server's certificate is for another name"),
    CONNECT_NO_RESOURCE('R', 503, Side.PROXY, true, "no socket was left for a connection to the server"),
    SERVER_CLOSED_EARLY('S', 502, Side.SERVER, false, "the server closed the connection before it answered"),
    /** A connection that had served others died under the request, most likely before the server saw it; nobody knows. */
    SERVER_CLOSED_REUSED('S', 502, Side.SERVER, false, "the server closed an idle connection as it was reused"),
    /** The server has said that it did not look at the request, or nothing of it ever left. */
    SERVER_REFUSED('S', 502, Side.SERVER, true, "the server took no more requests on that connection"),
    SERVER_TIMEOUT('s', 504, Side.SERVER, false, "the server did not answer in time"),
    BAD_RESPONSE('P', 502, Side.SERVER, false, "the server's answer is not well-formed HTTP"),
    SERVER_ABORT('S', 502, Side.SERVER, false, "the server cut its answer short"),

    NO_SERVER('S', 503, Side.PROXY, false, "no server is available to handle this request"),
    QUEUE_FULL('S', 503, Side.PROXY, false, "the queue of the server is full"),
    QUEUE_TIMEOUT('s', 503, Side.PROXY, false, "no server became free in time"),
    SERVER_DOWN('D', 503, Side.SERVER, false, "the server was taken down"),
    SERVER_UP('U', 503, Side.SERVER, false, "a better server came up"),
    DENIED('P', 403, Side.PROXY, false, "the request was denied"),
    MISDIRECTED('P', 421, Side.CLIENT, false, "the connection was made for another host; ask on one of its own"),
    RESPONSE_DENIED('P', 502, Side.PROXY, false, "the answer was denied"),
    LOCAL('L', 0, Side.NONE, false, "the answer came from the proxy itself"),
    RESOURCE('R', 503, Side.PROXY, false, "a limit of the proxy was reached"),
    INTERNAL('I', 500, Side.PROXY, false, "an internal error occurred");

    /** Who is to blame. */
    public enum Side {
        NONE,
        CLIENT,
        SERVER,
        PROXY
    }

    private final char cause;
    private final int status;
    private final Side side;
    private final boolean retrySafe;
    private final String sentence;

    EndReason(char cause, int status, Side side, boolean retrySafe, String sentence) {
        this.cause = cause;
        this.status = status;
        this.side = side;
        this.retrySafe = retrySafe;
        this.sentence = sentence;
    }

    public char cause() {
        return cause;
    }

    /** The status of the answer that the client gets where none has been sent yet; 0 where there is none to send. */
    public int status() {
        return status;
    }

    public Side side() {
        return side;
    }

    /** Whether the request cannot have been served, so that another try repeats nothing. */
    public boolean retrySafe() {
        return retrySafe;
    }

    /** What a person may read. */
    public String sentence() {
        return sentence;
    }
}
