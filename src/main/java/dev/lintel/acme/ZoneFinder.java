package dev.lintel.acme;

/** Knows in which zone a name lies. */
@FunctionalInterface
public interface ZoneFinder {
    /** @return the zone without a final dot */
    String zoneOf(String name) throws DnsFault;
}
