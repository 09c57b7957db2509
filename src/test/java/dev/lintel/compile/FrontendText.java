package dev.lintel.compile;

import dev.lintel.balance.Servers;
import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProcessState;
import dev.lintel.exchange.ProcessVars;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.model.Config;
import dev.lintel.rule.RuleSet;
import dev.lintel.rule.Verdict;
import java.util.List;

/** The rules of a frontend {@code f}, compiled from its lines, with what the configuration found wrong. */
final class FrontendText {
    final Problems problems = new Problems();
    final CompiledRules rules;

    FrontendText(String lines) {
        String text = """
                global
                  expose-experimental-directives
                defaults
                  mode http
                  timeout client 5s
                  timeout connect 5s
                  timeout server 5s
                frontend f
                  bind 127.0.0.1:80
                """ + lines.indent(2);
        Config config = Reader.read(List.of(Source.of("test.cfg", text)), Environment.empty(), problems, false);
        rules = new RuleCompiler(config, problems, new OneOfEach())
                .frontend(config.frontends().getFirst())
                .rules();
    }

    /** The messages about these lines, without their places. */
    List<String> messages() {
        return problems.sorted().stream().map(problem -> problem.text()).toList();
    }

    /** Runs the {@code http-request} and {@code redirect} rules. */
    Verdict request(Exchange x) {
        rules.captures().request(x);
        Verdict verdict = run(rules.httpRequest(), x);
        return verdict == Verdict.CONTINUE || verdict == Verdict.STOP ? run(rules.redirect(), x) : verdict;
    }

    Verdict response(Exchange x) {
        return run(rules.httpResponse(), x);
    }

    private static Verdict run(RuleSet set, Exchange x) {
        return set.run(x, 0);
    }

    /** What lives outside of the configuration: every name has its counters. */
    private static final class OneOfEach implements Live {
        private final ProcessVars vars = new ProcessVars();

        @Override
        public ProxyCounters frontend(String name) {
            return new ProxyCounters(name, 2);
        }

        @Override
        public ProxyCounters backend(String name) {
            return null;
        }

        @Override
        public Servers servers(String backend) {
            return null;
        }

        @Override
        public ProcessVars processVars() {
            return vars;
        }

        @Override
        public ProcessState process() {
            return new ProcessState(0, "box", "node", 1);
        }
    }
}
