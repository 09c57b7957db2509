package dev.lintel.net;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Headers;
import dev.lintel.stream.Address;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of an HTTP/2 stream share: bodies both ways within the windows (RFC 9113 section 5.2). What arrives unasked is held,
 * at most a window of it; what the peer has no room for waits. Owned by its connection's loop; holds what waits.
 */
abstract class Http2Stream implements HttpStream {
    /** So much may wait here before the sender is asked to pause (bytes). */
    private static final int HIGH = 64 << 10;

    private static final int LOW = 32 << 10;

    /** 0: none yet. */
    int id;

    @Nullable
    Events events;

    /** What the peer lets us send. */
    int sendWindow;

    private @Nullable Http2Inflow inflow;
    private @Nullable Headers trailers;
    private boolean demanded;
    private boolean delivering;
    /** What is missing of a body of announced length; -1: it was not announced. */
    long missing = -1;
    /** The peer's message has ended; and its end has been told. */
    boolean inputEnded;

    private boolean inputTold;

    /** Made when something has to wait first. */
    private @Nullable Http2Outflow outflow;
    /** Whether it stands in the connection's list of streams that may send. */
    boolean waiting;

    private boolean paused;
    /** What is missing of our own body of announced length; -1: none was. */
    private long unsent = -1;
    /** Our message has begun; has ended: what is given now is dropped; and all of it has left. */
    boolean outputBegun;

    private boolean outputClosed;
    boolean outputEnded;
    /** Nothing is told or taken any more. */
    boolean over;

    abstract Http2Connection connection();

    /** The stream is known to the peer by that number from now on. */
    final void open(int number) {
        id = number;
        sendWindow = connection().sending.streamWindow();
        inflow = new Http2Inflow(this);
    }

    final boolean inputTold() {
        return inputTold;
    }

    // ---- incoming

    /** A part of the body; {@code counted}: what it takes of the window. False where the stream is at fault. */
    final void data(ByteBuf in, int size, int counted, boolean last) {
        boolean room = inflow.takes(counted);
        if (!room || !bodyDue()) {
            connection().receiving.used(counted);
            fault(room ? Http2Code.PROTOCOL_ERROR : Http2Code.FLOW_CONTROL_ERROR);
            return;
        }
        inflow.padding(counted - size);
        if (missing >= 0) {
            missing -= size;
            if (missing < 0 || last && missing > 0) {
                connection().receiving.used(size);
                fault(Http2Code.PROTOCOL_ERROR);
                return;
            }
        }
        inputEnded = last;
        if (inputTold) {
            ended(last);
            return;
        }
        if (size > 0) {
            inflow.hold(in.readRetainedSlice(size));
        }
        deliver();
    }

    /** The end of the body, with fields. */
    final void trailers(Headers fields, boolean announced) {
        if (missing > 0 && announced) {
            fault(Http2Code.PROTOCOL_ERROR);
            return;
        }
        inputEnded = true;
        if (inputTold) {
            ended(true);
            return;
        }
        trailers = fields.size() == 0 ? null : fields;
        deliver();
    }

    /** The head was all of it. */
    final void inputComplete() {
        inputEnded = true;
        inputTold = true;
    }

    /** The head was all that there is to tell, but the peer has not said so yet. */
    final void inputEmpty() {
        inputTold = true;
    }

    private void ended(boolean last) {
        if (last) {
            settle();
        }
    }

    @Override
    public final void demand() {
        demanded = true;
        if (!delivering) {
            deliver();
        }
    }

    final void forgetDemand() {
        demanded = false;
    }

    private void deliver() {
        delivering = true;
        try {
            while (demanded && events != null && !over && !inputTold) {
                ByteBuf next = inflow == null ? null : inflow.poll();
                if (next == null && !inputEnded) {
                    return;
                }
                demanded = false;
                tell(next);
            }
        } finally {
            delivering = false;
        }
    }

    private void tell(@Nullable ByteBuf next) {
        boolean rest = inflow != null && inflow.holds();
        if (next == null && trailers != null) {
            inputTold = true;
            events.onTrailers(trailers);
        } else {
            inputTold = inputEnded && trailers == null && !rest;
            events.onBody(next == null ? Unpooled.EMPTY_BUFFER : next, inputTold);
        }
        if (inputTold) {
            settle();
        }
    }

    /** There is memory again. */
    final void resume() {
        if (!over && inflow != null) {
            inflow.give(0);
        }
    }

    // ---- outgoing

    /** Sends a head that was written; {@code length}: what it announces, or -1. */
    final void send(ByteWriter block, long length, boolean last) {
        connection().output.headers(id, block, last);
        outputBegun = true;
        unsent = length;
        if (last) {
            outputClosed = true;
            ended();
        }
    }

    @Override
    public final void body(ByteBuf data, boolean last) {
        int size = data.readableBytes();
        if (over || outputClosed || !outputBegun) {
            data.release();
            return;
        }
        if (unsent >= 0) {
            unsent -= size;
            if (unsent < 0 || last && unsent > 0) {
                data.release();
                defect();
                return;
            }
        }
        outputClosed = last;
        Http2Sending to = connection().sending;
        if (waitingBytes() == 0 && to.maySend(this, size)) {
            sendWindow -= size;
            to.sent(size);
            if (size > 0 || last) {
                connection().output.data(id, data, last);
            } else {
                data.release();
            }
            if (last) {
                ended();
            }
            return;
        }
        outflow().add(data, last);
        to.wants(this);
    }

    @Override
    public final void trailers(@Nullable Headers fields) {
        if (fields == null || fields.size() == 0) {
            body(Unpooled.EMPTY_BUFFER, true);
            return;
        }
        if (over || outputClosed || !outputBegun) {
            return;
        }
        if (unsent > 0) {
            defect();
            return;
        }
        outputClosed = true;
        if (waitingBytes() == 0) {
            sendTrailers(fields);
        } else {
            outflow().end(fields);
            connection().sending.wants(this);
        }
    }

    final void sendTrailers(Headers fields) {
        ByteWriter text = connection().loop.text();
        if (!Http2Heads.trailers(text, fields)) {
            defect();
            return;
        }
        connection().output.headers(id, text, true);
        ended();
    }

    private Http2Outflow outflow() {
        if (outflow == null) {
            outflow = new Http2Outflow(this);
        }
        return outflow;
    }

    /** Whether all of our message was given, and nothing of what waits has left since so much waited. */
    final boolean isStuck(int before) {
        return outputClosed && waitingBytes() == before;
    }

    final int waitingBytes() {
        return outflow == null ? 0 : outflow.bytes();
    }

    /** Whether something waits that the windows let go. */
    final boolean maySend() {
        return !over && outflow != null && outflow.maySend();
    }

    final boolean holdsBack() {
        return waitingBytes() > 0;
    }

    /** Waits for no more room than there is. */
    final void useAllRoom() {
        if (holdsBack()) {
            outflow.useAllRoom();
        }
    }

    /** Sends one frame of what waits; returns how many bytes of the connection's window it took. */
    final int sendSome(int most) {
        return outflow.sendSome(most);
    }

    /** Some of what waited has left: the sender may go on. */
    final void lighter() {
        boolean light = paused && !over && waitingBytes() <= LOW;
        paused &= !light;
        if (events != null && (light || outputClosed && waitingBytes() > 0)) {
            events.onWritable();
        }
    }

    @Override
    public final boolean writable() {
        boolean now = waitingBytes() < HIGH && connection().channelWritable();
        paused |= !now;
        return now;
    }

    @Override
    public final boolean endWaits() {
        return outputClosed && !outputEnded;
    }

    final void ended() {
        outputEnded = true;
        sent();
    }

    // ---- the end

    /** All of our message has left. */
    abstract void sent();

    /** The last event of the peer's message has been told. */
    abstract void settle();

    /** The peer broke a rule that is about this stream only. */
    abstract void fault(int code);

    /** Something went wrong here: the stream ends, and its owner is told. */
    abstract void defect();

    /** Whether the peer's head has come, so that its body may. */
    boolean bodyDue() {
        return true;
    }

    /** The peer has cut the stream, or is gone. */
    void cutOff(EndReason reason) {
        end(reason);
    }

    /** The peer takes nothing any more: what waits for it is nobody's. */
    final void dropOutput() {
        outputClosed = true;
        outputEnded = true;
        connection().sending.left(this);
        if (outflow != null) {
            outflow.release();
        }
    }

    /** The stream is over for that reason, without a word to the peer. */
    final void end(EndReason reason) {
        if (over) {
            return;
        }
        Events to = events;
        drop();
        if (to != null) {
            to.onEnd(reason);
        }
    }

    /** Lets go of all that it holds: what arrives for it from now on is nobody's. */
    final void drop() {
        over = true;
        events = null;
        connection().left(this);
        if (inflow != null) {
            inflow.release();
        }
        if (outflow != null) {
            outflow.release();
        }
    }

    @Override
    public final Address local() {
        return connection().local();
    }

    @Override
    public final Loop loop() {
        return connection().loop;
    }

    @Override
    public void events(Events to) {
        events = to;
    }
}
