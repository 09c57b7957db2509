package dev.lintel.acceptance;

import dev.lintel.peers.AcmeShim;
import dev.lintel.peers.FakeNames;
import dev.lintel.peers.PebbleCa;
import dev.lintel.peers.Ports;
import dev.lintel.peers.TlsClient;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One Lintel that orders many certificates, and all that an order meets: an authority, a way to it for each account, name servers, and a
 * webhook that sets records there. Each order can be stopped at an instant of its own; one kill then ends all of them.
 */
final class OrderLab implements AutoCloseable {
    /** A certificate, and the way on which it is ordered. */
    record Site(String name, String section, AcmeShim way) {
        /** As commands and threads call it. */
        String certificate() {
            return "@all/" + name;
        }

        /** How often an order for it has come to the authority. */
        int orders() {
            return way.orders().stream()
                    .filter(order -> order.contains("\"" + name + "\""))
                    .toList()
                    .size();
        }
    }

    private final Path folder;
    private final Ports ports = new Ports();
    private final int port;
    private final FakeNames names;
    private final StringBuilder sections = new StringBuilder();
    private final StringBuilder loads = new StringBuilder();
    private final String classPath;
    final PebbleCa ca;
    final TxtHook txt;
    final List<Site> sites = new ArrayList<>();
    private LintelProcess lintel;

    OrderLab(Path folder) throws Exception {
        this.folder = folder;
        port = ports.reserve();
        names = FakeNames.start(folder);
        ca = PebbleCa.in(folder).dns(names.address()).tlsPort(port).start();
        txt = new TxtHook(names);
        classPath = FileInstant.into(folder.resolve("classes")) + ":" + LintelProcess.classPath();
        FileInstant.clear(instants());
    }

    Path store() {
        return folder.resolve("store");
    }

    private Path control() {
        return folder.resolve("control");
    }

    /** Where {@link FileInstant} is told what to stop at. */
    Path instants() {
        return folder.resolve("instants");
    }

    /** One more certificate, with an account of its own. */
    Site site(String name, String... lines) throws IOException {
        AcmeShim way = AcmeShim.before(
                ca, Files.createDirectories(folder.resolve("ways").resolve(name)));
        sections.append("acme " + name + "\n    directory " + way.directory() + "\n    ca-file " + way.trust()
                + "\n    curves P-256\n    option resolver " + names.address() + "\n");
        for (String line : lines) {
            sections.append("    " + line + "\n");
        }
        return add(new Site(name, name, way));
    }

    /** One more certificate, in the section of another one. */
    Site site(String name, Site like) {
        return add(new Site(name, like.section, like.way));
    }

    private Site add(Site site) {
        loads.append("    load crt " + site.name + ".pem alias " + site.name + " acme " + site.section + " domains "
                + site.name + "\n");
        sites.add(site);
        return site;
    }

    void start() throws IOException {
        StringBuilder bind = new StringBuilder("    bind 127.0.0.1:" + port + " ssl");
        sites.forEach(site -> bind.append(" crt " + site.certificate()));
        Path file = Files.writeString(folder.resolve("lab.cfg"), """
                global
                    nbthread 1
                    acme.store store
                    stats socket %s level admin
                defaults
                    mode http
                    timeout client 10s
                    timeout server 10s
                    timeout connect 10s
                crt-store all
                %sfrontend web
                %s
                    http-request return status 200
                %s""".formatted(control(), loads, bind, sections));
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
        lintel = new LintelProcess(
                folder,
                hosts,
                Map.of(),
                List.of("-XX:TieredStopAtLevel=1", "-D" + FileInstant.FOLDER + "=" + instants()),
                classPath,
                List.of(file));
    }

    /** By SIGKILL, whatever it is at; from then on nothing stops anywhere. */
    void kill() throws InterruptedException, IOException {
        lintel.kill();
        sites.forEach(site -> site.way.letGo());
        txt.letGo();
        FileInstant.clear(instants());
    }

    String said() {
        return lintel.said();
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    /** The process may not listen yet, but once it does it has to answer. */
    private <T> T once(Question<T> question) throws IOException, InterruptedException {
        for (; ; TimeUnit.MILLISECONDS.sleep(10)) {
            try {
                return question.ask();
            } catch (SocketException e) {
                if (!lintel.process().isAlive()) {
                    throw new AssertionError("Lintel ended: " + said(), e);
                }
            }
        }
    }

    /** What clients are shown. */
    X509Certificate served(Site site) throws IOException, InterruptedException {
        return once(() -> TlsClient.trustingAnybody().sni(site.name).look(port).certificate());
    }

    /** What the command socket answers. */
    String command(String words) throws IOException, InterruptedException {
        return once(() -> {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(control()));
                channel.write(ByteBuffer.wrap((words + "\n").getBytes(StandardCharsets.US_ASCII)));
                return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
            }
        });
    }

    @Override
    public void close() throws Exception {
        if (lintel != null) {
            lintel.close();
        }
        for (Site site : sites) {
            site.way.close();
        }
        txt.close();
        ca.close();
        names.close();
        ports.close();
    }
}
