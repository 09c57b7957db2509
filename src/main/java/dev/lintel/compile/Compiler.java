package dev.lintel.compile;

import dev.lintel.balance.Servers;
import dev.lintel.base.Problems;
import dev.lintel.exchange.ProcessState;
import dev.lintel.exchange.ProcessVars;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.http.Bytes;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.BindSpec;
import dev.lintel.model.Config;
import dev.lintel.model.FrontendSpec;
import dev.lintel.model.GlobalSpec;
import dev.lintel.proxy.Backend;
import dev.lintel.proxy.Checks;
import dev.lintel.proxy.EventLog;
import dev.lintel.proxy.Frontend;
import dev.lintel.proxy.Snapshot;
import dev.lintel.rule.PatternFiles;
import dev.lintel.stream.Target;
import dev.lintel.tls.BindTls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a configuration into a snapshot that serves: first the objects that live on over reloads, then the rules that are bound to them.
 * Compiles one configuration, on one thread.
 */
public final class Compiler implements Live {
    /** How many connections one client address may have where the configuration does not say. */
    private static final int MAXCONN_PER_SOURCE = 1000;

    private final Config config;
    private final Carry before;
    private final Surroundings surroundings;
    private final TlsAssembly tls;
    private Map<BindSpec, BindTls> binds = Map.of();
    private final Problems problems;
    private final LiveServers liveServers;
    private final Map<String, ProxyCounters> frontends = new LinkedHashMap<>();
    private final Map<String, ProxyCounters> backends = new LinkedHashMap<>();
    private final Map<ProxyCounters, Integer> ids = new IdentityHashMap<>();
    private final Map<String, Servers> servers = new LinkedHashMap<>();
    private final Map<String, EventLog> events = new HashMap<>();

    private Runnable variables = () -> {};
    private PatternFiles maps = new PatternFiles();
    private List<Checks.Group> checks = List.of();

    private Compiler(Config config, Carry before, Surroundings surroundings, Problems problems) {
        this.config = config;
        this.before = before;
        this.surroundings = surroundings;
        this.tls = new TlsAssembly(
                surroundings.certificates(),
                surroundings.challenges(),
                problems,
                config.global().tls());
        this.problems = problems;
        this.liveServers = new LiveServers(new Resolution(surroundings.unresolvedServers(), problems), problems);
    }

    /**
     * The next snapshot, or null where there are errors.
     *
     * @param before what the configuration in force leaves
     */
    public static @Nullable Compiled compile(
            Config config, Carry before, Surroundings surroundings, Problems problems) {
        Compiler compiler = new Compiler(config, before, surroundings, problems);
        compiler.prepare();
        Snapshot snapshot = compiler.assemble();
        return problems.hasErrors() ? null : compiler.compiled(snapshot);
    }

    private void prepare() {
        ProxyIds numbers = new ProxyIds(config);
        for (FrontendSpec spec : config.frontends()) {
            frontends.put(spec.name(), counters(before.frontends(), spec.name(), numbers.of(spec.proxy())));
        }
        for (BackendSpec spec : config.backends()) {
            backends.put(spec.name(), counters(before.backends(), spec.name(), numbers.of(spec.proxy())));
        }
        for (BackendSpec spec : config.backends()) {
            Servers group = liveServers.build(
                    spec,
                    backends.get(spec.name()),
                    fullconn(spec),
                    before.servers().get(spec.name()));
            servers.put(spec.name(), group);
        }
    }

    private ProxyCounters counters(Map<String, ProxyCounters> known, String name, int id) {
        ProxyCounters counters = known.get(name);
        if (counters == null) {
            counters = new ProxyCounters(name, id);
        }
        ids.put(counters, id);
        return counters;
    }

    /** Manual section 4.2, {@code fullconn}: a tenth of what the frontends that may lead here take. */
    private int fullconn(BackendSpec spec) {
        if (spec.fullconn() > 0) {
            return spec.fullconn();
        }
        long sum = 0;
        for (FrontendSpec frontend : config.frontends()) {
            sum += frontend.maxconn();
        }
        return (int) Math.max(1, sum / 10);
    }

    private Snapshot assemble() {
        RuleCompiler rules = new RuleCompiler(config, problems, this);
        variables = rules.globalVariables();
        maps = rules.maps();
        BackendAssembly backendAssembly = new BackendAssembly(rules, problems);
        byte[] host = before.process().hostname;
        LogAssembly logs = new LogAssembly(config.global(), Bytes.text(host, 0, host.length), surroundings, problems);
        List<Backend> inOrder = new ArrayList<>();
        Map<String, Backend> byName = new HashMap<>();
        for (BackendSpec spec : config.backends()) {
            String name = spec.name();
            Servers group = servers.get(name);
            Backend backend = new Backend(
                    spec, backends.get(name), group, backendAssembly.parts(spec, group, backends.get(name)));
            inOrder.add(backend);
            byName.putIfAbsent(name, backend);
            events.putIfAbsent(name, logs.events(spec.proxy()));
        }
        checks = backendAssembly.checks();
        binds = tls.assemble(config);
        FrontendAssembly frontendAssembly = new FrontendAssembly(config.global(), rules, logs, inOrder, byName);
        Map<String, Frontend> fronts = new HashMap<>();
        for (FrontendSpec spec : config.frontends()) {
            Frontend frontend = new Frontend(spec, frontends.get(spec.name()), frontendAssembly.parts(spec));
            if (!spec.proxy().disabled()) {
                fronts.putIfAbsent(spec.name(), frontend);
            }
        }
        return new Snapshot(Map.copyOf(fronts), Map.copyOf(byName), process(config.global()));
    }

    private Snapshot.Process process(GlobalSpec global) {
        boolean stated = global.maxconn() > 0 || surroundings.forcedMaxconn() > 0;
        String perSource = global.tune().get("tune.maxconn-per-source");
        return Snapshot.Process.of(
                surroundings.maxconn(global.maxconn()),
                stated,
                perSource == null ? MAXCONN_PER_SOURCE : Integer.parseInt(perSource),
                global.hardStopAfterMillis());
    }

    private Compiled compiled(Snapshot snapshot) {
        Carry carry = new Carry(frontends, backends, servers, before.processVars(), before.process());
        List<Target> gone = new ArrayList<>();
        for (Servers group : before.servers().values()) {
            group.all().stream()
                    .map(server -> server.target())
                    .filter(target -> target != null && !liveServers.uses(target))
                    .forEach(gone::add);
        }
        return new Compiled(
                snapshot, carry, ids, gone, variables, events, List.copyOf(checks), manner(), binds, tls::commit, maps);
    }

    private Checks.Manner manner() {
        byte[] node = before.process().node;
        return new Checks.Manner(
                config.global().spreadChecksPercent(),
                config.global().maxSpreadChecksMillis(),
                Bytes.text(node, 0, node.length));
    }

    @Override
    public @Nullable ProxyCounters frontend(String name) {
        return frontends.get(name);
    }

    @Override
    public @Nullable ProxyCounters backend(String name) {
        return backends.get(name);
    }

    @Override
    public @Nullable Servers servers(String backend) {
        return servers.get(backend);
    }

    @Override
    public ProcessVars processVars() {
        return before.processVars();
    }

    @Override
    public ProcessState process() {
        return before.process();
    }
}
