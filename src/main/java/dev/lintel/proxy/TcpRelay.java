package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * Carries bytes both ways between two connections until both directions are closed, one is cut, or nothing moved for too long: tcp mode
 * and tunnels. Owned by the exchange's loop.
 */
final class TcpRelay {
    private final ClientConnection connection;
    private final Exchange x;
    private final ByteStream client;
    private final ByteStream server;
    /** {@code timeout client-fin} and {@code server-fin}; -1: not set. */
    private final long clientFin;

    private final long serverFin;
    private long timeout;
    private EndReason silence;
    private final Consumer<EndReason> end;
    private boolean ended;
    private int open = 2;

    /** @param end hears once why it ended */
    TcpRelay(
            ClientConnection connection,
            Exchange x,
            ByteStream client,
            ByteStream server,
            Frontend frontend,
            Backend backend,
            Consumer<EndReason> end) {
        this.connection = connection;
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

    /** @param clientEof whether the client has said already that it sends no more */
    void start(boolean clientEof) {
        connection.clientTimer.disarm();
        connection.serverTimer.action = () -> finish(silence);
        touch();
        Direction upward = new Direction(client, server, true);
        client.events(upward);
        server.events(new Direction(server, client, false));
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
            x.loop.arm(connection.serverTimer, timeout);
        }
    }

    private void finish(EndReason reason) {
        if (ended) {
            return;
        }
        ended = true;
        connection.serverTimer.disarm();
        // Where both were silent nothing is cut, so both see a plain end.
        EndReason seen = reason == silence ? EndReason.COMPLETE : reason;
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
            }
            to.write(data);
            if (!ended && to.writable()) {
                from.demand();
            }
        }

        @Override
        public void onEof() {
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
