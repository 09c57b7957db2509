package dev.lintel.app;

import dev.lintel.balance.HealthListener;
import dev.lintel.balance.Server;
import dev.lintel.stream.EndReason;

/** Hears what becomes of servers, on the loop of the health machines. */
final class HealthNews implements HealthListener {
    @Override
    public void said(Server server, int level, String text) {}

    @Override
    public void endSessions(Server server, EndReason why) {}
}
