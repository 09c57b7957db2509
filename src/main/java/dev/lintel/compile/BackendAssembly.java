package dev.lintel.compile;

import dev.lintel.balance.Server;
import dev.lintel.balance.Servers;
import dev.lintel.base.Problems;
import dev.lintel.base.Word;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.exchange.SampleType;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.Mode;
import dev.lintel.model.ServerSpec;
import dev.lintel.model.ServerTlsSpec;
import dev.lintel.proxy.Backend;
import dev.lintel.proxy.Checks;
import dev.lintel.proxy.Persistence;
import dev.lintel.proxy.RetryPolicy;
import dev.lintel.proxy.ServerNames;
import dev.lintel.rule.Phase;
import dev.lintel.rule.RuleMistake;
import dev.lintel.rule.Sampler;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Makes the parts of backends from their lines. */
final class BackendAssembly {
    /** Whom {@code sni-auto} asks for. */
    private static final String HOST = "req.hdr(host),field(1,:)";

    private final RuleCompiler compiler;
    private final Problems problems;
    private final List<Checks.Group> checks = new ArrayList<>();

    BackendAssembly(RuleCompiler compiler, Problems problems) {
        this.compiler = compiler;
        this.problems = problems;
    }

    /** How servers are checked, of the backends whose parts were made so far. */
    List<Checks.Group> checks() {
        return checks;
    }

    Backend.Parts parts(BackendSpec spec, Servers servers, ProxyCounters counters) {
        SectionCompiler section = compiler.backend(spec);
        checks.add(new Checks.Group(servers.all(), CheckCompiler.plan(section, spec), counters));
        CompiledRules rules = section.rules();
        return new Backend.Parts(
                rules.tcpRequestContent(),
                rules.tcpResponseContent(),
                rules.httpRequest(),
                rules.redirect(),
                rules.httpResponse(),
                rules.httpAfterResponse(),
                rules.persist(),
                rules.useServer(),
                BalanceKeys.of(spec, section),
                spec.cookie() == null ? null : new Persistence(spec, servers),
                section.replies(),
                ForwardedOptions.of(spec.proxy()),
                retryPolicy(spec),
                names(spec, servers, section),
                rules.uniqueIdFormat());
    }

    /** Manual section 5.2, {@code sni} and {@code sni-auto}: which name each server is asked for. */
    private static ServerNames names(BackendSpec spec, Servers servers, SectionCompiler section) {
        Map<Server, Sampler> names = new IdentityHashMap<>();
        for (ServerSpec server : spec.servers()) {
            ServerTlsSpec tls = server.tls();
            boolean auto = tls != null && tls.sniAuto() && spec.proxy().mode() == Mode.HTTP;
            if (tls == null || !tls.traffic() || tls.sni().isEmpty() && !auto) {
                continue;
            }
            List<Word> words = tls.sni().isEmpty() ? List.of(new Word(HOST, server.pos(), false)) : tls.sni();
            try {
                names.put(
                        servers.find(server.name()),
                        section.words("sni", words, Phase.ROUTING, server.pos())
                                .expression("<expression>", SampleType.STR));
            } catch (RuleMistake reported) {
                // The configuration is not used.
            }
        }
        return names.isEmpty() ? ServerNames.NONE : new ServerNames(names);
    }

    /** Manual section 4.2, {@code retry-on}: without the line, only connections that fail are tried again. */
    private static RetryPolicy retryPolicy(BackendSpec spec) {
        List<String> events = spec.retryOn().isEmpty() ? List.of("conn-failure") : spec.retryOn();
        boolean all = events.contains("all-retryable-errors");
        BitSet statuses = new BitSet();
        for (String event : events) {
            if (event.chars().allMatch(Character::isDigit)) {
                statuses.set(Integer.parseInt(event));
            }
        }
        if (all) {
            List.of(500, 502, 503, 504).forEach(statuses::set);
        }
        return new RetryPolicy(
                spec.retries(),
                spec.redispatchInterval(),
                all || events.contains("conn-failure"),
                all || events.contains("empty-response"),
                all || events.contains("response-timeout"),
                all || events.contains("junk-response"),
                statuses);
    }
}
