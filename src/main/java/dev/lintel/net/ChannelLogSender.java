package dev.lintel.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Sends one datagram after the other through the JDK: while the system's own calls are not there. Owned by its loop. */
final class ChannelLogSender implements LogSender {
    private final DatagramChannel channel;
    private final ByteBuffer line = ByteBuffer.allocateDirect(65536);
    private final Losses losses;

    ChannelLogSender(LogAddress address, Losses losses) throws IOException {
        this.losses = losses;
        channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.connect(address.inet());
    }

    @Override
    public int send(byte[] buf, int[] ends, int count) {
        int start = 0;
        for (int i = 0; i < count; i++) {
            line.clear().put(buf, start, ends[i] - start).flip();
            start = ends[i];
            try {
                if (channel.write(line) == 0) {
                    losses.dropped(1, "Resource temporarily unavailable");
                }
            } catch (IOException e) {
                losses.dropped(1, e.getMessage());
            }
        }
        return count;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException gone) {
            // Nothing is left to be sent through it.
        }
    }
}
