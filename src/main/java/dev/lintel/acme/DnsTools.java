package dev.lintel.acme;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What providers are given of the world.
 *
 * @param manual where the records stand that a human is to set
 * @param environment looks up a variable
 */
public record DnsTools(ZoneFinder zones, ManualRecords manual, UnaryOperator<@Nullable String> environment) {
    public static DnsTools of(ZoneFinder zones, ManualRecords manual) {
        return new DnsTools(zones, manual, System::getenv);
    }
}
