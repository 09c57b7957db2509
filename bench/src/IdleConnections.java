import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections that have made one request each and wait for a next one that does not come. */
final class IdleConnections {
    private IdleConnections() {}

    /**
     * Memory that each connection costs the proxy: resident size with all of them less resident size before, after a
     * short load that has let the program touch what it needs for any work at all.
     */
    static Sample measure(Load.Idle load, Running target) throws IOException, Running.Absent {
        Wrk.run(new Load.Requests(64, "/", false), target, 2);
        Http.pause(1000);
        double before = target.residentMib();
        byte[] request = Http.get("/", target.setup.host());
        List<SocketChannel> channels = new ArrayList<>(load.connections());
        long errors = 0;
        try {
            for (int i = 0; i < load.connections(); i++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", target.port));
                channels.add(channel);
                errors += Http.exchange(channel, request) == 200 ? 0 : 1;
            }
            Http.pause(2000);
            double after = target.residentMib();
            errors += closed(channels, request);
            return Sample.idle((after - before) * 1024 / load.connections(), after, errors);
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    /** How many of every hundredth connection do not answer a second request: a closed one costs no memory. */
    private static long closed(List<SocketChannel> channels, byte[] request) {
        long closed = 0;
        for (int i = 0; i < channels.size(); i += 100) {
            try {
                closed += Http.exchange(channels.get(i), request) == 200 ? 0 : 1;
            } catch (IOException e) {
                closed++;
            }
        }
        return closed;
    }
}
