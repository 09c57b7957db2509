package dev.lintel.balance;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** {@code first} (manual section 4.2): the server with the lowest id that is not full. */
final class FirstFit implements Balancer {
    private final Server[] byId;

    FirstFit(ServerSet set) {
        byId = new Server[set.size()];
        Arrays.setAll(byId, set::server);
        Arrays.sort(byId, Comparator.comparingInt(Server::id));
    }

    @Override
    public @Nullable Server pick(long key, @Nullable Server avoid) {
        boolean avoided = false;
        for (Server server : byId) {
            if (server.hasRoom()) {
                if (server != avoid) {
                    return server;
                }
                avoided = true;
            }
        }
        return avoided ? avoid : null;
    }
}
