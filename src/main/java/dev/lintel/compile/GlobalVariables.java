package dev.lintel.compile;

import dev.lintel.base.Pos;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.exchange.SampleType;
import dev.lintel.exchange.Session;
import dev.lintel.model.GlobalSpec.SetVar;
import dev.lintel.model.Mode;
import dev.lintel.model.Option;
import dev.lintel.model.ProxySpec;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.Phase;
import dev.lintel.rule.RuleMistake;
import dev.lintel.rule.Sampler;
import dev.lintel.rule.Variable;
import dev.lintel.stream.Address;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * The {@code set-var} and {@code set-var-fmt} lines of the global section (manual section 3.1), compiled; {@link #run} gives the variables
 * their values, line by line, when the configuration comes into force.
 */
final class GlobalVariables implements Runnable {
    private final List<Consumer<Exchange>> lines = new ArrayList<>();

    GlobalVariables(Compilation all) {
        SectionNames names = new SectionNames(all, section(), true, new CaptureSlots());
        SectionCompiler section = new SectionCompiler(names, null);
        for (SetVar line : all.config.global().setVars()) {
            String keyword = line.format() ? "set-var-fmt" : "set-var";
            try {
                lines.add(line(section, keyword, line));
            } catch (RuleMistake mistake) {
                names.blame.caught(line.pos(), keyword, mistake);
            }
        }
    }

    private static Consumer<Exchange> line(SectionCompiler section, String keyword, SetVar line) {
        Variable variable = section.names.variable(line.name().text());
        if (variable == null) {
            throw new RuleMistake(
                    "expects a variable such as proc.name, not '" + line.name().text() + "'");
        }
        WordsCursor words =
                new WordsCursor(section, keyword, List.of(), line.expression(), Phase.CONFIGURATION, line.pos());
        if (line.format()) {
            LogFormat format = words.plainFormat("<format>");
            return x -> {
                x.sample.str(format.bytes(x));
                variable.set(x, x.sample);
            };
        }
        Sampler expression = words.expression("<expression>", SampleType.ANY);
        return x -> {
            if (expression.sample(x, x.sample)) {
                variable.set(x, x.sample);
            }
        };
    }

    /** What stands for a section where there is none. */
    private static ProxySpec section() {
        return ProxySpec.bare(
                Pos.NONE, "section", "global", 0, Mode.TCP, EnumSet.noneOf(Option.class), List.of(), List.of());
    }

    @Override
    public void run() {
        Session nobody = new Session(null, new ProxyCounters("", 0), 0, Address.UNKNOWN, Address.UNKNOWN);
        nobody.acceptedWall = System.currentTimeMillis();
        Exchange x = new Exchange(nobody);
        lines.forEach(line -> line.accept(x));
    }
}
