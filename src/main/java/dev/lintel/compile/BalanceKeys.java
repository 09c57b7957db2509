package dev.lintel.compile;

import dev.lintel.balance.Balancer;
import dev.lintel.balance.Hash;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.BackendSpec.BalanceSpec;
import dev.lintel.proxy.Backend;
import org.jspecify.annotations.Nullable;

/** Compiles what a {@code balance} algorithm goes by (manual section 4.2). */
final class BalanceKeys {
    private BalanceKeys() {}

    static Backend.@Nullable BalanceKey of(BackendSpec spec, SectionCompiler section) {
        BalanceSpec balance = spec.balance();
        if (balance == null) {
            return null;
        }
        Hash hash = new Hash(balance.hashType());
        return switch (balance.algorithm()) {
            case "source" -> x -> {
                byte[] ip = x.source.ip();
                return ip == null ? Balancer.NO_KEY : hash.address(ip);
            };
            default -> null;
        };
    }
}
