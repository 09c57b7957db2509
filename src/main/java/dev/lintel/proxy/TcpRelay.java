package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes both ways between two connections until both directions are closed, one is cut, or nothing moved for too long: tcp mode
 * and tunnels. Owned by the exchange's loop.
 */
final class TcpRelay {
    private final ExchangeTimers timers;
    private final Exchange x;
    private final ByteStream client;
    private final ByteStream server;
    /** {@code timeout client-fin} and {@code server-fin}; -1: not set. */
    private final long clientFin;

    private final long serverFin;
    private long timeout;
    private EndReason silence;
    private final Consumer<EndReason> end;
    /** While rules have to see what the server sends, or null. */
    private @Nullable AnswerGate gate;

    private boolean ended;
    private int open = 2;
    private Direction downward;

    /** @param end hears once why it ended */
    TcpRelay(
            ExchangeTimers timers,
            Exchange x,
            ByteStream client,
            ByteStream server,
            Frontend frontend,
            Backend backend,
            Consumer<EndReason> end) {
        this.timers = timers;
        this.x = x;
        this.client = client;
        this.server = server;
        this.end = end;
        long clientSide = x.clientTimeout >= 0 ? x.clientTimeout : frontend.clientTimeout();
        long serverSide = x.serverTimeout >= 0 ? x.serverTimeout : backend.serverTimeout();
        long tunnel = x.tunnelTimeout >= 0 ? x.tunnelTimeout : backend.tunnelTimeout();
        boolean serverFirst = tunnel < 0 && serverSide > 0 && (clientSide == 0 || serverSide < clientSide);
        this.timeout = tunnel >= 0 ? tunnel : serverFirst ? serverSide : clientSide;
        this.silence = serverFirst ? EndReason.SERVER_TIMEOUT : EndReason.CLIENT_TIMEOUT;
        this.clientFin = x.clientSide.clientFin();
        this.serverFin = x.serverSide.serverFin();
    }

    /** {@code tcp-response content}: what the server sends waits for rules. */
    void hold(Frontend frontend, Backend backend) {
        gate = new AnswerGate(x, frontend, backend, timers.client, () -> downward.decide(false));
    }

    /** @param clientEof whether the client has said already that it sends no more */
    void start(boolean clientEof) {
        timers.client.disarm();
        timers.server.action = () -> finish(silence);
        touch();
        Direction upward = new Direction(client, server, true);
        downward = new Direction(server, client, false);
        client.events(upward);
        server.events(downward);
        if (x.clientBytes != null) {
            ByteBuf held = x.clientBytes;
            x.clientBytes = null;
            x.bytesIn += held.readableBytes();
            server.write(held);
        }
        if (gate != null) {
            downward.decide(false);
        }
        if (ended) {
            return;
        }
        if (clientEof) {
            upward.onEof();
        } else {
            client.demand();
        }
        if (!ended) {
            server.demand();
        }
    }

    /** A byte moved. {@code timeout tunnel} stands for both sides' timeouts; without it the shorter one decides (manual section 4.2). */
    private void touch() {
        if (timeout > 0) {
            x.loop.arm(timers.server, timeout);
        }
    }

    private void finish(EndReason reason) {
        if (ended) {
            return;
        }
        ended = true;
        timers.server.disarm();
        // Where both were silent, or rules said no, nothing is cut, so both see a plain end.
        EndReason seen = reason == silence || reason == EndReason.DENIED ? EndReason.COMPLETE : reason;
        ByteBuf held = gate == null ? null : gate.take();
        if (held != null) {
            held.release();
        }
        client.reset(seen);
        server.reset(seen);
        end.accept(reason);
    }

    /** One direction: what comes from one side leaves at the other, as fast as the slower of both. */
    private final class Direction implements ByteStream.Events {
        private final ByteStream from;
        private final ByteStream to;
        private final boolean upward;

        Direction(ByteStream from, ByteStream to, boolean upward) {
            this.from = from;
            this.to = to;
            this.upward = upward;
        }

        @Override
        public void onData(ByteBuf data) {
            touch();
            if (upward) {
                x.bytesIn += data.readableBytes();
            } else {
                x.bytesOut += data.readableBytes();
                if (gate != null) {
                    gate.keep(data);
                    decide(false);
                    return;
                }
            }
            to.write(data);
            if (!ended && to.writable()) {
                from.demand();
            }
        }

        /** Downwards, while rules have not decided: another look. */
        private void decide(boolean complete) {
            switch (gate.look(complete)) {
                case WAIT -> from.demand();
                case PASS -> release();
                case CLOSE -> {
                    release();
                    finish(EndReason.COMPLETE);
                }
                case REJECT -> finish(EndReason.DENIED);
            }
        }

        private void release() {
            ByteBuf held = gate.take();
            gate = null;
            if (held != null) {
                to.write(held);
            }
            if (!ended && to.writable()) {
                from.demand();
            }
        }

        @Override
        public void onEof() {
            if (!upward && gate != null) {
                decide(true);
                if (ended) {
                    return;
                }
            }
            long fin = upward ? serverFin : clientFin;
            if (fin >= 0) {
                // The other side has been told of the end and is the one that everything waits for.
                timeout = fin;
                silence = upward ? EndReason.SERVER_TIMEOUT : EndReason.CLIENT_TIMEOUT;
            }
            touch();
            to.shutdownOutput();
            if (--open == 0) {
                finish(EndReason.COMPLETE);
            }
        }

        /** This side takes more: the other one may send. */
        @Override
        public void onWritable() {
            to.demand();
        }

        @Override
        public void onEnd(EndReason reason) {
            if (reason == EndReason.COMPLETE) {
                return;
            }
            finish(upward ? EndReason.CLIENT_ABORT : EndReason.SERVER_ABORT);
        }
    }
}
