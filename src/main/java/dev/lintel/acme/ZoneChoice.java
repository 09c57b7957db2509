package dev.lintel.acme;

/** The zone that a provider writes to: the one of its settings, or the one that DNS tells. */
record ZoneChoice(Settings settings, ZoneFinder finder) {
    String of(TxtRecord record) throws DnsFault {
        String fixed = TxtRecord.plain(settings.text("zone", ""));
        String zone = fixed.isEmpty() ? TxtRecord.plain(finder.zoneOf(record.name())) : fixed;
        if (!record.name().equals(zone) && !record.name().endsWith("." + zone)) {
            throw settings.fault("the record " + record.name() + " lies not in zone '" + zone
                    + "'; 'zone' names the zone, or leave it out and it is looked up");
        }
        return zone;
    }
}
