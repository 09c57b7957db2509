package dev.lintel.proxy;

import dev.lintel.balance.Server;
import dev.lintel.exchange.Exchange;

/**
 * Which server an exchange belongs to before balancing is asked: {@code force-persist} and {@code ignore-persist}, then {@code
 * use-server}, then the cookie (manual section 4.2). Leaves it in {@code Exchange.server}, or null.
 */
final class ServerPreference {
    private ServerPreference() {}

    static void apply(Exchange x, Backend backend) {
        Backend.Parts parts = backend.parts();
        if (!parts.persistRules().isEmpty()) {
            parts.persistRules().run(x, 0);
        }
        Server chosen = parts.useServer().choose(x, backend.usable());
        if (chosen != null) {
            x.server = chosen;
            x.direct = true;
        }
        if (parts.persistence() != null && x.request != null) {
            Server known = parts.persistence().request(x);
            if (known != null && x.server == null) {
                x.server = known;
            }
        }
    }
}
