package dev.lintel.compile;

import dev.lintel.balance.Server;
import dev.lintel.base.Near;
import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import dev.lintel.http.Bytes;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.Mode;
import dev.lintel.model.RuleSpec;
import dev.lintel.rule.Condition;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.Phase;
import dev.lintel.rule.Routes;
import dev.lintel.rule.RuleMistake;
import dev.lintel.rule.ServerRoutes;
import dev.lintel.rule.SpanTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compiles {@code use_backend} and {@code use-server} (manual section 4.2). A run of {@code use_backend} lines that compare the same
 * expression with exact texts becomes one look-up.
 */
final class RouteCompiler {
    private final SectionCompiler section;
    private final SectionNames names;

    RouteCompiler(SectionCompiler section) {
        this.section = section;
        this.names = section.names;
    }

    /** A line to a backend whose name is known; {@code exact} where it only compares texts. */
    private record Line(Condition condition, Acl.Exact exact, int backend) {}

    Routes routes(List<RuleSpec> specs, Word defaultBackend) {
        List<Routes.Route> routes = new ArrayList<>();
        List<Line> run = new ArrayList<>();
        for (RuleSpec spec : specs) {
            try {
                Object read = read(spec);
                if (read instanceof Line line && continues(run, line)) {
                    run.add(line);
                    continue;
                }
                flush(run, routes);
                if (read instanceof Line line) {
                    run.add(line);
                } else {
                    routes.add((Routes.Route) read);
                }
            } catch (RuleMistake mistake) {
                names.blame.caught(spec.pos(), "use_backend", mistake);
            }
        }
        flush(run, routes);
        return new Routes(routes, fallback(defaultBackend, routes));
    }

    private static boolean continues(List<Line> run, Line line) {
        return !run.isEmpty()
                && run.getFirst().exact != null
                && line.exact != null
                && run.getFirst()
                        .exact
                        .expression()
                        .text()
                        .equals(line.exact.expression().text());
    }

    private static void flush(List<Line> run, List<Routes.Route> routes) {
        if (run.size() < 2) {
            run.forEach(line -> routes.add(new Routes.Fixed(line.condition, line.backend)));
        } else {
            routes.add(byText(run));
        }
        run.clear();
    }

    private static Routes.Route byText(List<Line> run) {
        SpanTable exact = new SpanTable(false);
        SpanTable folded = new SpanTable(true);
        int[] backends = new int[run.size()];
        for (int i = 0; i < backends.length; i++) {
            backends[i] = run.get(i).backend;
            for (Acl.Exact.Text text : run.get(i).exact.texts()) {
                (text.ignoreCase() ? folded : exact).putIfAbsent(Bytes.of(text.text()), i);
            }
        }
        return new Routes.ByText(run.getFirst().exact.expression(), exact, folded, backends);
    }

    /** A Line, or a finished Route where the name is computed. */
    private Object read(RuleSpec spec) {
        List<Word> words = spec.words();
        if (words.isEmpty()) {
            throw new RuleMistake("expects the name of a backend, but the line ends");
        }
        ConditionCompiler.Compiled compiled =
                section.conditions.conditionOrNull(words, 1, Phase.ROUTING, "use_backend", spec.pos());
        Condition condition = compiled == null ? null : compiled.condition();
        Word name = words.getFirst();
        if (name.text().indexOf('%') >= 0) {
            return computed(condition, name);
        }
        return new Line(condition, compiled == null ? null : compiled.exact(), backend(name));
    }

    private Routes.Route computed(Condition condition, Word name) {
        LogFormat format = section.formats.compile(name.text(), name.pos(), Phase.ROUTING, FormatPlace.PLAIN);
        SpanTable backends = new SpanTable(false);
        for (Map.Entry<String, Integer> backend : names.all.backends().entrySet()) {
            if (serves(backend.getValue())) {
                backends.putIfAbsent(Bytes.of(backend.getKey()), backend.getValue());
            }
        }
        return new Routes.Computed(condition, format, backends);
    }

    private boolean serves(int backend) {
        BackendSpec spec = names.all.config.backends().get(backend);
        return names.proxy.mode() == Mode.TCP || spec.proxy().mode() == Mode.HTTP;
    }

    private int backend(Word name) {
        Integer backend = names.all.backends().get(name.text());
        if (backend == null) {
            throw new RuleMistake("expects the name of a backend, not '" + name.text() + "'"
                    + Near.hint(name.text(), names.all.backends().keySet()));
        }
        if (!serves(backend)) {
            throw new RuleMistake("the backend '" + name.text() + "' is in mode tcp and cannot serve "
                    + names.proxy.keyword() + " '" + names.proxy.name() + "', which is in mode http");
        }
        return backend;
    }

    private int fallback(Word name, List<Routes.Route> routes) {
        if (name == null) {
            return Routes.NONE;
        }
        try {
            if (name.text().indexOf('%') >= 0) {
                routes.add(computed(null, name));
                return Routes.NONE;
            }
            return backend(name);
        } catch (RuleMistake mistake) {
            names.blame.caught(name.pos(), "default_backend", mistake);
            return Routes.NONE;
        }
    }

    List<ServerRoutes.Line> servers(List<RuleSpec> specs) {
        List<ServerRoutes.Line> lines = new ArrayList<>();
        for (RuleSpec spec : specs) {
            try {
                lines.add(server(spec.words(), spec.pos()));
            } catch (RuleMistake mistake) {
                names.blame.caught(spec.pos(), "use-server", mistake);
            }
        }
        return lines;
    }

    private ServerRoutes.Line server(List<Word> words, Pos pos) {
        if (words.isEmpty()) {
            throw new RuleMistake("expects the name of a server, but the line ends");
        }
        ConditionCompiler.Compiled compiled =
                section.conditions.conditionOrNull(words, 1, Phase.ROUTING, "use-server", pos);
        if (compiled == null) {
            throw new RuleMistake("expects 'if' or 'unless' and a condition behind the server");
        }
        Word name = words.getFirst();
        if (name.text().indexOf('%') >= 0) {
            LogFormat format = section.formats.compile(name.text(), name.pos(), Phase.ROUTING, FormatPlace.PLAIN);
            return new ServerRoutes.Line(compiled.condition(), null, format);
        }
        Server server = names.server(name.text());
        if (server == null) {
            throw new RuleMistake("expects the name of a server of this backend, not '" + name.text() + "'"
                    + (names.servers("") == null ? "" : Near.hint(name.text(), serverNames())));
        }
        return new ServerRoutes.Line(compiled.condition(), server, null);
    }

    private List<String> serverNames() {
        return names.servers("").all().stream().map(Server::name).toList();
    }
}
