package dev.lintel.balance;

import dev.lintel.stream.EndReason;
import java.util.ArrayList;
import java.util.List;

/** Notes what the health machines say, as {@code level text}. */
final class Events implements HealthListener {
    final List<String> said = new ArrayList<>();

    @Override
    public void said(Server server, int level, String text) {
        said.add(level + " " + text);
    }

    @Override
    public void endSessions(Server server, EndReason why) {
        said.add("end " + server + " " + why);
    }
}
