package dev.lintel.compile;

import dev.lintel.balance.Servers;
import dev.lintel.base.Pos;
import dev.lintel.base.Problem;
import dev.lintel.base.Problems;
import dev.lintel.base.Word;
import dev.lintel.exchange.ProcessState;
import dev.lintel.exchange.ProcessVars;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.model.AclSpec;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.Config;
import dev.lintel.model.FrontendSpec;
import dev.lintel.model.Mode;
import dev.lintel.model.Option;
import dev.lintel.model.ProxySpec;
import dev.lintel.model.RuleSpec;
import dev.lintel.model.UserListSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * A configuration for tests of the compiler: one frontend {@code f} given by its lines, backends {@code b0} to {@code b9}, and whatever
 * they found wrong. Words are split at blanks; quotes hold them together and are taken away.
 */
final class Text implements Live {
    final Problems problems = new Problems();
    final List<UserListSpec> userLists = new ArrayList<>();
    final List<FrontendSpec.CaptureSpec> captures = new ArrayList<>();
    final List<String> backends = new ArrayList<>();
    Mode mode = Mode.HTTP;
    Word defaultBackend;
    private final ProcessVars vars = new ProcessVars();
    private final ProcessState process = new ProcessState(1_700_000_000_000L, "box", "node", 1);
    private final List<String> lines;

    Text(String... lines) {
        this.lines = List.of(lines);
        for (int i = 0; i < 10; i++) {
            backends.add("b" + i);
        }
    }

    CompiledRules rules() {
        return section().rules();
    }

    SectionCompiler section() {
        List<AclSpec> acls = new ArrayList<>();
        List<RuleSpec> rules = new ArrayList<>();
        int number = 0;
        for (String line : lines) {
            Pos pos = Pos.of("t.cfg", ++number);
            List<Word> words = words(line, pos);
            if (words.getFirst().is("acl")) {
                acls.add(new AclSpec(pos, words.get(1).text(), words.subList(2, words.size())));
                continue;
            }
            RuleSpec.Family family = family(line);
            int skip = family.keyword().split(" ").length;
            rules.add(new RuleSpec(pos, family, words.subList(skip, words.size())));
        }
        ProxySpec proxy = proxy("frontend", "f", mode, acls, rules);
        FrontendSpec frontend = new FrontendSpec(proxy, List.of(), defaultBackend, 0, 0, captures, null);
        List<BackendSpec> specs = new ArrayList<>();
        for (String name : backends) {
            specs.add(backendSpec(name));
        }
        Config config = new Config(null, List.of(frontend), specs, userLists, List.of());
        return new RuleCompiler(config, problems, this).frontend(frontend);
    }

    /** What was found, one problem a line. */
    String found() {
        StringBuilder out = new StringBuilder();
        for (Problem problem : problems.sorted()) {
            out.append(problem).append('\n');
        }
        return out.toString();
    }

    private static RuleSpec.Family family(String line) {
        for (RuleSpec.Family family : RuleSpec.Family.values()) {
            if (line.equals(family.keyword()) || line.startsWith(family.keyword() + " ")) {
                return family;
            }
        }
        throw new AssertionError("no rule: " + line);
    }

    static List<Word> words(String line, Pos pos) {
        List<Word> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        char open = 0;
        for (char c : (line + " ").toCharArray()) {
            if (c == open) {
                open = 0;
            } else if (open == 0 && (c == '"' || c == '\'')) {
                open = c;
                quoted = true;
            } else if (open == 0 && c == ' ') {
                if (!word.isEmpty() || quoted) {
                    words.add(new Word(word.toString(), pos, quoted));
                }
                word.setLength(0);
                quoted = false;
            } else {
                word.append(c);
            }
        }
        return words;
    }

    private static ProxySpec proxy(String keyword, String name, Mode mode, List<AclSpec> acls, List<RuleSpec> rules) {
        return ProxySpec.bare(Pos.of("t.cfg", 0), keyword, name, 1, mode, EnumSet.noneOf(Option.class), acls, rules);
    }

    private static BackendSpec backendSpec(String name) {
        ProxySpec proxy = proxy("backend", name, Mode.HTTP, List.of(), List.of());
        return new BackendSpec(proxy, List.of(), null, null, null, 3, 0, List.of(), 0, null, List.of(), null, null);
    }

    @Override
    public ProxyCounters frontend(String name) {
        return name.equals("f") ? new ProxyCounters("f", 1) : null;
    }

    @Override
    public ProxyCounters backend(String name) {
        return backends.contains(name) ? new ProxyCounters(name, 2) : null;
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
        return process;
    }
}
