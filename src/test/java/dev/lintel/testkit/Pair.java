package dev.lintel.testkit;

import java.util.ArrayList;
import java.util.List;

/** The versions of HTTP that one run speaks on either side. */
record Pair(boolean h2Clients, boolean h2Servers) {
    static final Pair H1 = new Pair(false, false);

    /** Every pair that a scenario is meant for. */
    static List<Pair> of(Scenario scenario) {
        Versions versions = Versions.of(scenario);
        List<Pair> pairs = new ArrayList<>();
        for (boolean clients : new boolean[] {false, true})
            for (boolean servers : new boolean[] {false, true})
                if (!(clients && versions.clientsOnlyH1() != null) && !(servers && versions.serversOnlyH1() != null))
                    pairs.add(new Pair(clients, servers));
        return pairs;
    }

    @Override
    public String toString() {
        return (h2Clients ? "h2" : "h1") + "→" + (h2Servers ? "h2" : "h1");
    }
}
