package dev.lintel.balance;

import java.util.List;

/** The servers of a backend: a live group. Shared by all loops; changes are made by the control plane one at a time. */
public final class Servers {
    private final String name;
    private final List<Server> all;

    public Servers(String name, List<Server> all) {
        this.name = name;
        this.all = List.copyOf(all);
    }

    public String name() {
        return name;
    }

    /** Every configured server, in the order of the file. */
    public List<Server> all() {
        return all;
    }
}
