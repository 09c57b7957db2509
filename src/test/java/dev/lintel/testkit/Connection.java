package dev.lintel.testkit;

import java.util.List;

/**
 * What carries the messages of a scripted client or server: a TCP connection in HTTP/1.1, one stream of it in HTTP/2. What arrives
 * is kept, guarded by the scene; what is sent is queued, so that no step ever blocks on a peer that does not read.
 */
abstract class Connection {
    final Scene scene;
    final String owner;
    final MessageReader reader;
    /** Bytes that are no message's yet. */
    final ByteQueue in = new ByteQueue();
    /** Order of arrival of the oldest byte that nobody has taken. */
    long unreadSince;

    Connection(Scene scene, String owner, MessageReader reader) {
        this.scene = scene;
        this.owner = owner;
        this.reader = reader;
    }

    /** The TCP connection underneath, or this one itself. */
    abstract TcpConnection carrier();

    /** Parses what has arrived, as far as it goes. */
    abstract void advance();

    /** Whether something has arrived that {@link #advance} has not taken. */
    abstract boolean unread();

    /** No more will come. */
    abstract boolean ended();

    abstract boolean wasReset();

    abstract boolean closedHere();

    /** Whether the peer is done with it: a TCP connection has ended, a stream's last frame has come. */
    abstract boolean finished();

    /** @param asked the method that an answer is for, empty for a request */
    abstract void send(Outgoing message, String asked);

    /** A piece of the body of a message that was begun without one. */
    abstract void sendChunk(byte[] data);

    abstract void sendLastChunk(List<Message.Field> trailers);

    abstract void sendBytes(byte[] bytes, boolean bytewise);

    /** Half of the connection: no more will be sent. */
    abstract void finish();

    abstract void close();

    abstract void reset();

    /** At the end of the run: no politeness, no transcript. */
    void drop() {
        carrier().drop();
    }

    void pause(boolean stop) {
        carrier().pause(stop);
    }

    int localPort() {
        return carrier().localPort();
    }

    /** What is unread, for a report. */
    String unreadText() {
        return Latin1.quoted(Latin1.text(in.copy()), 300);
    }
}
