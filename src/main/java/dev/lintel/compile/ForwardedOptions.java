package dev.lintel.compile;

import dev.lintel.base.Network;
import dev.lintel.http.HeaderName;
import dev.lintel.model.ProxySpec;
import dev.lintel.model.ProxySpec.ForwardForSpec;
import dev.lintel.proxy.ForwardedFields;
import dev.lintel.proxy.ForwardedFor;
import org.jspecify.annotations.Nullable;

/** Compiles {@code option forwardfor} and {@code option originalto} (manual section 4.2). */
final class ForwardedOptions {
    private ForwardedOptions() {}

    static ForwardedFields of(ProxySpec proxy) {
        ForwardedFor from = one(proxy.forwardFor());
        ForwardedFor to = one(proxy.originalTo());
        return from == null && to == null ? ForwardedFields.NONE : new ForwardedFields(from, to);
    }

    private static @Nullable ForwardedFor one(@Nullable ForwardForSpec spec) {
        if (spec == null) {
            return null;
        }
        Network except = spec.except() == null ? null : Network.parse(spec.except());
        return new ForwardedFor(HeaderName.of(spec.header()), except, spec.ifNone());
    }
}
