package dev.lintel.compile;

import dev.lintel.base.Near;
import dev.lintel.base.Problems;
import dev.lintel.base.Word;
import dev.lintel.model.FrontendSpec;
import dev.lintel.model.GlobalSpec;
import dev.lintel.proxy.Backend;
import dev.lintel.proxy.Captures;
import dev.lintel.proxy.Frontend;
import dev.lintel.rule.RuleSet;
import dev.lintel.stream.HttpLimits;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the parts of frontends from their lines. */
final class FrontendAssembly {
    private final GlobalSpec global;
    private final Map<String, Backend> backends;
    private final Problems problems;

    FrontendAssembly(GlobalSpec global, Map<String, Backend> backends, Problems problems) {
        this.global = global;
        this.backends = backends;
        this.problems = problems;
    }

    Frontend.Parts parts(FrontendSpec spec) {
        Backend fallback = defaultBackend(spec);
        return new Frontend.Parts(
                RuleSet.EMPTY,
                RuleSet.EMPTY,
                RuleSet.EMPTY,
                RuleSet.EMPTY,
                RuleSet.EMPTY,
                RuleSet.EMPTY,
                null,
                x -> fallback,
                StandardReplies.with(Map.of()),
                Captures.NONE,
                ForwardedOptions.of(spec.proxy()),
                null,
                HttpLimits.REQUEST,
                Math.max(global.bufSize() - global.maxRewrite(), 1024),
                null);
    }

    private @Nullable Backend defaultBackend(FrontendSpec spec) {
        Word name = spec.defaultBackend();
        if (name == null) {
            // A listen section serves its own clients.
            return spec.proxy().keyword().equals("listen") ? backends.get(spec.name()) : null;
        }
        Backend backend = backends.get(name.text());
        if (backend == null) {
            problems.error(
                    name.pos(),
                    "in " + spec.proxy().keyword() + " '" + spec.name() + "': 'default_backend' expects the name of a"
                            + " backend, not '" + name + "'" + Near.hint(name.text(), backends.keySet()));
        }
        return backend;
    }
}
