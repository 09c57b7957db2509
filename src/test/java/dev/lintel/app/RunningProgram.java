package dev.lintel.app;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own, started as a service manager starts it; used by one test. */
final class RunningProgram implements AutoCloseable {
    /** What a process said until it ended, and its exit status. */
    record Ended(int status, String out, String err) {}

    private static final long PATIENCE_SECONDS = 60;

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();
    private final Channel notify;
    private final Process process;

    RunningProgram(Path folder, String... arguments) throws IOException {
        Path socket = folder.resolve("notify");
        notify = new Bootstrap()
                .group(loops)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
                        notices.add(packet.content().toString(StandardCharsets.UTF_8));
                    }
                })
                .bind(new DomainSocketAddress(socket.toString()))
                .syncUninterruptibly()
                .channel();
        ProcessBuilder builder = new ProcessBuilder(command(List.of(arguments)));
        builder.environment().put("NOTIFY_SOCKET", socket.toString());
        builder.redirectErrorStream(true);
        process = builder.start();
    }

    static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx96m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.lintel.app.Main"));
        command.addAll(arguments);
        return command;
    }

    /** Runs the program until it ends by itself. */
    static Ended run(String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(List.of(arguments))).start();
        process.getOutputStream().close();
        String[] err = new String[1];
        Thread reader = Thread.startVirtualThread(() -> err[0] = text(process.getErrorStream()));
        String out = text(process.getInputStream());
        reader.join();
        return new Ended(process.waitFor(), out, err[0]);
    }

    private static String text(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The next datagram that begins so; what comes before it is passed over. */
    String awaitNotice(String beginning) throws InterruptedException {
        while (true) {
            String notice = notices.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (notice == null) {
                throw new AssertionError("no notice '" + beginning + "'; the program "
                        + (process.isAlive() ? "runs" : "said " + text(process.getInputStream())));
            }
            if (notice.startsWith(beginning)) {
                return notice;
            }
        }
    }

    long pid() {
        return process.pid();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the program does not end");
        }
        return process.exitValue();
    }

    /** The next line that the program prints. */
    String awaitLine() throws IOException {
        return process.inputReader().readLine();
    }

    /** What the program printed, once it has ended. */
    String output() {
        return text(process.getInputStream());
    }

    static String get(int port) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        notify.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
