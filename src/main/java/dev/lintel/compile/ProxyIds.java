package dev.lintel.compile;

import dev.lintel.model.BackendSpec;
import dev.lintel.model.Config;
import dev.lintel.model.FrontendSpec;
import dev.lintel.model.ProxySpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The number of each proxy ({@code id}, manual section 4.2): as the file says, else the lowest that is free, in the order of the
 * sections. Both halves of a {@code listen} section have one number.
 */
final class ProxyIds {
    private final Map<ProxySpec, Integer> ids = new IdentityHashMap<>();
    private final Set<Integer> taken = new HashSet<>();
    private int next = 1;

    ProxyIds(Config config) {
        List<ProxySpec> proxies = inOrder(config);
        proxies.forEach(proxy -> taken.add(proxy.id()));
        ProxySpec before = null;
        for (ProxySpec proxy : proxies) {
            boolean otherHalf = before != null && before.pos().equals(proxy.pos());
            ids.put(proxy, proxy.id() > 0 ? proxy.id() : otherHalf ? ids.get(before) : free());
            before = proxy;
        }
    }

    int of(ProxySpec proxy) {
        return ids.get(proxy);
    }

    private int free() {
        while (!taken.add(next)) {
            next++;
        }
        return next;
    }

    /** Both lists are in the order of the files; they are merged into it. */
    private static List<ProxySpec> inOrder(Config config) {
        List<ProxySpec> all = new ArrayList<>();
        List<FrontendSpec> frontends = config.frontends();
        List<BackendSpec> backends = config.backends();
        int f = 0;
        int b = 0;
        while (f < frontends.size() || b < backends.size()) {
            boolean frontend = b == backends.size()
                    || f < frontends.size()
                            && frontends.get(f).pos().line()
                                    <= backends.get(b).pos().line();
            all.add(frontend ? frontends.get(f++).proxy() : backends.get(b++).proxy());
        }
        return all;
    }
}
