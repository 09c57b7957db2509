package dev.lintel.balance;

/** Reasons for which a server is kept from serving by will, not by health; several may hold at once. */
public enum Admin {
    /** By an operator, or {@code disabled} in the configuration. */
    FORCED_MAINTENANCE,
    /** The server that it tracks is in maintenance. */
    INHERITED_MAINTENANCE,
    /** It has no address. */
    UNRESOLVED,
    FORCED_DRAIN,
    INHERITED_DRAIN;

    private static final int MAINTENANCE = FORCED_MAINTENANCE.bit() | INHERITED_MAINTENANCE.bit() | UNRESOLVED.bit();
    private static final int DRAIN = FORCED_DRAIN.bit() | INHERITED_DRAIN.bit();

    int bit() {
        return 1 << ordinal();
    }

    boolean isMaintenance() {
        return (bit() & MAINTENANCE) != 0;
    }

    /** What a server that tracks one in this state is in. */
    Admin inherited() {
        return isMaintenance() ? INHERITED_MAINTENANCE : INHERITED_DRAIN;
    }

    static boolean maintenance(int set) {
        return (set & MAINTENANCE) != 0;
    }

    static boolean drain(int set) {
        return (set & DRAIN) != 0;
    }

    boolean in(int set) {
        return (set & bit()) != 0;
    }
}
