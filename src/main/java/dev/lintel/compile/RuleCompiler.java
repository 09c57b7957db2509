package dev.lintel.compile;

import dev.lintel.base.Problems;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.Config;
import dev.lintel.model.FrontendSpec;
import dev.lintel.rule.PatternFiles;
import dev.lintel.rule.UserList;

/**
 * Compiles the rules, conditions, expressions and formats of a configuration, section by section. Owned by the compiling thread; what it
 * returns is immutable.
 */
public final class RuleCompiler {
    private final Compilation compilation;

    public RuleCompiler(Config config, Problems problems, Live live) {
        this.compilation = new Compilation(config, problems, live);
    }

    /** The compiler of one frontend; its captures are declared in the order of the file. */
    public SectionCompiler frontend(FrontendSpec spec) {
        CaptureSlots captures = new CaptureSlots();
        SectionNames names = new SectionNames(compilation, spec.proxy(), true, captures);
        spec.captures().forEach(capture -> captures.declare(capture, names.blame));
        return new SectionCompiler(names, spec.defaultBackend());
    }

    public SectionCompiler backend(BackendSpec spec) {
        return new SectionCompiler(new SectionNames(compilation, spec.proxy(), false, new CaptureSlots()), null);
    }

    /** Gives the variables that the global section sets their values; to be run when the configuration comes into force. */
    public Runnable globalVariables() {
        return new GlobalVariables(compilation);
    }

    /** The maps that rules use, by name; complete when everything else is compiled. */
    public PatternFiles maps() {
        return compilation.patternFiles;
    }

    /** A userlist by name, or null. */
    public UserList userList(String name) {
        return compilation.userList(name);
    }
}
