package dev.lintel.proxy;

import dev.lintel.balance.Server;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.rule.Sampler;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which host TLS asks each server of a backend for ({@code sni}, manual section 5.2). Immutable. */
public final class ServerNames {
    /** No server is asked for any. */
    public static final ServerNames NONE = new ServerNames(Map.of());

    private final Map<Server, Sampler> samplers;

    /** @param samplers by identity of the server */
    public ServerNames(Map<Server, Sampler> samplers) {
        this.samplers = samplers;
    }

    /** Null: none, or the expression has no value for this exchange. */
    @Nullable
    String of(Exchange x, Server server) {
        Sampler sampler = samplers.isEmpty() ? null : samplers.get(server);
        if (sampler == null) {
            return null;
        }
        Sample value = x.sample;
        value.reset();
        return sampler.sample(x, value) && value.len > 0 ? value.text() : null;
    }
}
