package dev.lintel.testkit;

import dev.lintel.peers.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Everything that one run of a scenario consists of: actors, log, files, and the program; owned by the run's thread. */
final class Stage implements AutoCloseable, Client.World {
    private static final String PREAMBLE = """
            global
                log ${log} local0
                nbthread 1
            defaults
                mode http
                log global
                option httplog
                balance roundrobin
                timeout connect 5s
                timeout client 10s
                timeout server 10s
            """;
    private static final Pattern SERVER = Pattern.compile("s\\d+");

    final Scene scene = new Scene();
    final ProgramUnderTest program;
    final LogSink log;
    final CertFiles certs;
    final Map<String, String> captured = new HashMap<>();
    private final Scenario scenario;
    private final Pair pair;
    private final Path directory;
    private final Ports ports = new Ports();
    private final ConfigText configText = new ConfigText(ports);
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Map<Integer, String> configs = new HashMap<>();
    private final Map<Integer, List<InetSocketAddress>> listening = new HashMap<>();
    private final Map<String, Integer> closedPorts = new HashMap<>();
    private boolean started;

    Stage(Scenario scenario, Leg leg, Pair pair, Path directory) throws IOException {
        this.pair = pair;
        this.scenario = scenario;
        this.directory = directory;
        this.log = new LogSink(scene, pair.h2Clients());
        this.program = leg.program(scenario, directory);
        for (Map.Entry<Integer, String> config : scenario.configs().entrySet()) {
            List<InetSocketAddress> addresses = new ArrayList<>();
            String text = pair.h2Servers() ? Versions.withH2Servers(config.getValue()) : config.getValue();
            configs.put(config.getKey(), configText.withPorts(text, addresses));
            listening.put(config.getKey(), addresses);
        }
        certs = new CertFiles(directory.resolve("certs"), scenario.certs());
        startServers();
        // Files first, so that a configuration may name them, and they may name what the configuration may.
        for (Map.Entry<String, String> file : scenario.files().entrySet())
            write(directory.resolve(file.getKey()), resolved(file.getValue()));
        write(directory.resolve("preamble.cfg"), resolved(PREAMBLE));
    }

    private void startServers() throws IOException {
        List<String> texts = new ArrayList<>(configs.values());
        texts.addAll(scenario.files().values());
        for (String text : texts)
            for (String name : ConfigText.placeholders(text)) addServer(name.replaceFirst("[.].*", ""));
        for (Line line : scenario.steps())
            for (String word : line.text().split("\\s+")) addServer(word.replaceFirst("[:.=].*", ""));
    }

    private void addServer(String name) throws IOException {
        if (!SERVER.matcher(name).matches() || servers.containsKey(name)) return;
        Server server = new Server(scene, name, ports.reserve(), certs);
        servers.put(name, server);
        server.start();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }

    String resolved(String text) throws IOException {
        return ConfigText.substitute(text, this::value);
    }

    /** The value of a placeholder, or null. */
    private String value(String name) throws IOException {
        boolean portOnly = name.endsWith(".port");
        String key = portOnly ? name.substring(0, name.length() - 5) : name;
        if (captured.containsKey(key)) return captured.get(key);
        if (key.equals("dir")) return directory.toString();
        if (key.startsWith("file:")) return directory.resolve(key.substring(5)).toString();
        if (key.startsWith("closed")) {
            if (!closedPorts.containsKey(key)) closedPorts.put(key, ports.reserve());
            return address("127.0.0.1", closedPorts.get(key), portOnly);
        }
        if (key.equals("certs")) return certs.directory().toString();
        if (key.equals("log")) return address("127.0.0.1", log.port(), portOnly);
        if (servers.containsKey(key))
            return address("127.0.0.1", servers.get(key).port(), portOnly);
        if (clients.containsKey(key))
            return address("127.0.0.1", clients.get(key).last().localPort(), portOnly);
        InetSocketAddress frontend = configText.addresses().get(key);
        return frontend == null ? null : address(frontend.getHostString(), frontend.getPort(), portOnly);
    }

    private static String address(String host, int port, boolean portOnly) {
        return portOnly ? Integer.toString(port) : host + ":" + port;
    }

    Server server(String name) {
        return servers.get(name);
    }

    Client client(Step.Actor actor) {
        Client client = clients.computeIfAbsent(actor.name(), this::newClient);
        client.to(actor.frontend());
        return client;
    }

    Client newClient(String name) {
        return new Client(scene, name, this);
    }

    @Override
    public CertFiles certs() {
        return certs;
    }

    @Override
    public Pair pair() {
        return pair;
    }

    @Override
    public InetSocketAddress frontend(String name) {
        String wanted = name == null ? configText.firstFrontend() : name;
        InetSocketAddress address = configText.addresses().get(wanted);
        if (address == null) throw new Mismatch("no frontend '" + wanted + "' with 'bind :0' in any configuration");
        return address;
    }

    /** The files of a configuration, written for a check, apart from those that the program runs on. */
    List<Path> checked(int config) throws IOException {
        Path file = directory.resolve("check/haproxy.cfg");
        write(file, resolved(config(config)));
        return withPreamble(file);
    }

    private String config(int number) {
        String text = configs.get(number);
        if (text == null) throw new Mismatch("there is no section '-- config " + number + " --'");
        return text;
    }

    private List<Path> withPreamble(Path file) {
        return scenario.bare() ? List.of(file) : List.of(directory.resolve("preamble.cfg"), file);
    }

    /** Starts the program, unless it runs already. */
    void start() throws IOException, InterruptedException {
        if (started) return;
        started = true;
        Path file = directory.resolve("haproxy.cfg");
        write(file, resolved(config(1)));
        ProgramUnderTest.Answer answer = program.start(withPreamble(file), listening.get(1));
        if (!answer.accepted()) throw new Mismatch("the program starts", "it does not:\n" + answer.said());
        scene.note("program", "has started");
    }

    ProgramUnderTest.Answer reload(int config) throws IOException, InterruptedException {
        write(directory.resolve("haproxy.cfg"), resolved(config(config)));
        ProgramUnderTest.Answer answer = program.reload();
        scene.note("program", answer.accepted() ? "has reloaded" : "has refused to reload");
        return answer;
    }

    /** What messages look like to someone who stands in the directory of the files. */
    String relative(String said) {
        return said.replace(directory.resolve("check") + "/", "")
                .replace("check/haproxy.cfg", "haproxy.cfg")
                .replace(directory + "/", "");
    }

    /** What arrived somewhere and no step expected, or null. */
    String leftOver() {
        synchronized (scene) {
            for (Server server : servers.values()) {
                String left = server.leftOver();
                if (left != null) return server.name + " received what no step expects: " + left;
            }
            for (Client client : clients.values()) {
                if (!client.wasConnected()
                        || !client.last().unread()
                        || client.last().closedHere()) continue;
                return client.name + " received what no step expects: "
                        + client.last().unreadText();
            }
        }
        return program.died() == null ? null : "the program " + program.died();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Client client : clients.values())
            if (client.wasConnected()) client.last().drop();
        program.close();
        for (Server server : servers.values()) server.stop();
        log.close();
        ports.close();
    }
}
