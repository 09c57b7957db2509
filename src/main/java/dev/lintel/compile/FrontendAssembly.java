package dev.lintel.compile;

import dev.lintel.model.FrontendSpec;
import dev.lintel.model.GlobalSpec;
import dev.lintel.proxy.Backend;
import dev.lintel.proxy.Frontend;
import dev.lintel.rule.Condition;
import dev.lintel.rule.Routes;
import dev.lintel.stream.HttpLimits;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the parts of frontends from their lines. */
final class FrontendAssembly {
    private final GlobalSpec global;
    private final RuleCompiler compiler;
    private final LogAssembly logs;
    private final Backend[] backends;
    private final Map<String, Backend> byName;

    /** @param backends in the order of the configuration, as {@link Routes} numbers them */
    FrontendAssembly(
            GlobalSpec global,
            RuleCompiler compiler,
            LogAssembly logs,
            List<Backend> backends,
            Map<String, Backend> byName) {
        this.global = global;
        this.logs = logs;
        this.compiler = compiler;
        this.backends = backends.toArray(Backend[]::new);
        this.byName = byName;
    }

    Frontend.Parts parts(FrontendSpec spec) {
        SectionCompiler section = compiler.frontend(spec);
        CompiledRules rules = section.rules();
        return new Frontend.Parts(
                rules.tcpRequestConnection(),
                rules.tcpRequestSession(),
                rules.tcpRequestContent(),
                rules.httpRequest(),
                rules.redirect(),
                rules.httpResponse(),
                rules.httpAfterResponse(),
                rules.monitorFail() == Condition.NEVER ? null : rules.monitorFail(),
                router(rules.routes(), own(spec)),
                section.replies(),
                rules.captures(),
                ForwardedOptions.of(spec.proxy()),
                rules.uniqueIdFormat(),
                HttpLimits.REQUEST,
                Math.max(global.bufSize() - global.maxRewrite(), 1024),
                spec.proxy().logs().isEmpty() ? null : logs.access(spec.proxy(), rules));
    }

    /** The backend half of a listen section serves what no line sends elsewhere. */
    private @Nullable Backend own(FrontendSpec spec) {
        return spec.proxy().keyword().equals("listen") ? byName.get(spec.name()) : null;
    }

    private Frontend.Router router(Routes routes, @Nullable Backend otherwise) {
        return x -> {
            int chosen = routes.choose(x);
            return chosen < 0 ? otherwise : backends[chosen];
        };
    }
}
