package dev.lintel.net;

import dev.lintel.http.Bytes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;

/**
 * What a log line costs: CPU time of the sending thread, over loopback, with a receiver that keeps up. Run it by hand: {@code java -cp
 * target/test-classes:target/classes --enable-native-access=ALL-UNNAMED dev.lintel.net.LogSenderBench}.
 */
final class LogSenderBench {
    private static final int LINES = 100_000;
    private static final int BURST = 64;
    private static final String LINE =
            "<134>Nov 23 17:18:24 haproxy[4148]: 127.0.0.1:52672 [23/Nov/2026:17:18:24.672] web app/s1 0/0/1/2/3 200"
                    + " 150 - - ---- 64/64/63/32/0 0/0 \"GET /some/page HTTP/1.1\"";

    private final DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final byte[] lines = new byte[LogBatch.BYTES];
    private final int[] ends = new int[BURST];
    private volatile long received;
    private long lost;

    private LogSenderBench() throws IOException {
        receiver.setReceiveBufferSize(4 << 20);
        Thread.ofPlatform().daemon().start(this::receive);
    }

    private void receive() {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        while (true) {
            try {
                receiver.receive(packet);
            } catch (IOException e) {
                return;
            }
            received++;
        }
    }

    /** @param lengths how many different lengths the lines have */
    private void fill(int batch, int lengths) {
        int used = 0;
        for (int i = 0; i < batch; i++) {
            byte[] line = Bytes.of(LINE + "x".repeat(i * 7 % lengths) + "\n");
            System.arraycopy(line, 0, lines, used, line.length);
            used += line.length;
            ends[i] = used;
        }
    }

    private void measure(String name, LogSender sender, int batch, int lengths) throws InterruptedException {
        fill(batch, lengths);
        long spent = 0;
        long before = received;
        for (int round = 0; round < LINES / BURST; round++) {
            long start = threads.getCurrentThreadCpuTime();
            for (int sent = 0; sent < BURST; sent += batch) {
                sender.send(lines, ends, batch);
            }
            spent += threads.getCurrentThreadCpuTime() - start;
            // Time for the receiver: a full queue makes sending cheap.
            TimeUnit.MICROSECONDS.sleep(300);
        }
        int total = LINES / BURST * BURST;
        System.out.printf(
                "%-32s %2d a call, %d lengths: %4d ns a line, %d of %d received%n",
                name, batch, lengths, spent / total, received - before, total);
    }

    public static void main(String[] args) throws Exception {
        LogSenderBench bench = new LogSenderBench();
        LogAddress address = LogAddress.parse("127.0.0.1:" + bench.receiver.getLocalPort());
        Libc.load();
        LogSender.Losses losses = (lines, why) -> bench.lost += lines;
        for (int round = 0; round < 3; round++) {
            bench.measure("DatagramChannel", new ChannelLogSender(address, losses), 1, 1);
            for (int batch : new int[] {1, 8, 32, 64}) {
                BulkLogSender plain = new BulkLogSender(address, losses);
                plain.unsegmented();
                bench.measure("sendmmsg", plain, batch, 1);
            }
            for (int lengths : new int[] {1, 4}) {
                for (int batch : new int[] {1, 4, 8, 16, 32, 64}) {
                    bench.measure("sendmmsg, segments", new BulkLogSender(address, losses), batch, lengths);
                }
            }
        }
        System.out.println("lost: " + bench.lost);
    }
}
