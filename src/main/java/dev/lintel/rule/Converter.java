package dev.lintel.rule;

import dev.lintel.exchange.SampleType;
import java.util.function.Function;

/** A row of the table of converters (manual section 7.3.1). {@code in} ANY takes every type; {@code out} ANY keeps what it got. */
public record Converter(String name, Args.Spec args, SampleType in, SampleType out, Function<Args, Conversion> bind) {
    public static Converter converter(
            String name, Args.Spec args, SampleType in, SampleType out, Function<Args, Conversion> bind) {
        return new Converter(name, args, in, out, bind);
    }
}
