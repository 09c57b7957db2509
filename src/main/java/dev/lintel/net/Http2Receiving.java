package dev.lintel.net;

/**
 * What the peer of one HTTP/2 connection may send on all its streams together (RFC 9113 section 6.9). A client's streams share it: room
 * is given back when their data has gone on. Where strangers' streams are together it is given back when data comes, for one that waits
 * must not stop the others; what waits is bounded by each stream's own window. Owned by the connection's loop.
 */
final class Http2Receiving {
    private final Http2Connection connection;
    private final boolean strangers;
    private int window;
    /** What was not given back yet. */
    private int used;
    /** There is no memory for more. */
    private boolean stalled;

    Http2Receiving(Http2Connection connection, boolean strangers) {
        this.connection = connection;
        this.strangers = strangers;
        this.window = connection.allowed.connectionWindow();
    }

    /** So much has come; false where it is more than was allowed. */
    boolean takes(int bytes) {
        window -= bytes;
        if (window < 0) {
            return false;
        }
        if (strangers) {
            give(bytes);
        }
        return true;
    }

    /** So much has gone on, or was thrown away. */
    void used(int bytes) {
        if (!strangers) {
            give(bytes);
        }
    }

    /** In one frame for many, when the peer has no more room than that: what waits here counts for neither. */
    private void give(int bytes) {
        used += bytes;
        if (used > 0 && used >= window && !connection.failed() && gives()) {
            connection.output.windowUpdate(0, used);
            window += used;
            used = 0;
        }
    }

    /** Whether there is memory for more; where there is not, {@link #resume} follows. */
    boolean gives() {
        stalled |= connection.loop.stalls(connection);
        return !stalled;
    }

    void resume() {
        stalled = false;
        give(0);
    }
}
