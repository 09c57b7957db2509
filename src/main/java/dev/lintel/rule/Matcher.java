package dev.lintel.rule;

import dev.lintel.exchange.SampleType;
import java.util.List;

/**
 * A row of the table of match methods (manual section 7.1.2 and following; the names that {@code -m} takes).
 *
 * @param in the type to which the sample is cast before it is matched; ANY casts nothing
 */
public record Matcher(String name, SampleType in, Build build) {
    /**
     * Compiles patterns, in the order of the text, into what answers them fastest. A pattern that cannot be read ends in a {@link
     * RuleMistake} whose text says {@code expects ..., not '...'}.
     */
    @FunctionalInterface
    public interface Build {
        Patterns build(List<String> patterns, boolean ignoreCase);
    }

    public static Matcher matcher(String name, SampleType in, Build build) {
        return new Matcher(name, in, build);
    }
}
