package dev.lintel.rule;

import dev.lintel.exchange.SampleType;
import java.util.function.Function;

/**
 * A row of the table of sample fetches (manual section 7.3): {@code bind} runs once per use, when the configuration is compiled.
 *
 * @param needs what must exist for the fetch to be able to answer; the compiler refuses other places by position
 */
public record Fetch(String name, Args.Spec args, SampleType out, Scope needs, Function<Args, Sampler> bind) {
    public static Fetch fetch(String name, Args.Spec args, SampleType out, Scope needs, Function<Args, Sampler> bind) {
        return new Fetch(name, args, out, needs, bind);
    }
}
