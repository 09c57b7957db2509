package dev.lintel.acme;

import static dev.lintel.acme.WebApi.encode;

import java.util.List;

/** IONOS' hosting DNS API v1 (developer.hosting.ionos.com/docs/dns). The key is written {@code prefix.secret}. */
final class Ionos implements DnsProvider {
    private final Settings settings;
    private final ZoneChoice zones;
    private final WebApi api;

    Ionos(Settings settings, DnsTools tools) throws DnsFault {
        this.settings = settings;
        this.zones = new ZoneChoice(settings, tools.zones());
        this.api = new WebApi(
                settings,
                settings.text("endpoint", "https://api.hosting.ionos.com/dns"),
                "an API key written as prefix.secret, of the account that holds the domain",
                WebApi.header("X-API-Key", "", settings, "key"));
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        Object entry = Json.object(
                "name",
                record.name(),
                "type",
                "TXT",
                "content",
                record.value(),
                "ttl",
                settings.number("ttl", 60),
                "prio",
                0,
                "disabled",
                false);
        api.post("/v1/zones/" + encode(zoneId(record)) + "/records", List.of(entry));
    }

    @Override
    public void cleanup(TxtRecord record) throws DnsFault {
        String zone = "/v1/zones/" + encode(zoneId(record));
        Json found = api.get(zone + "?recordName=" + encode(record.name()) + "&recordType=TXT")
                .json();
        for (Json entry : found.at("records").items()) {
            String content = entry.at("content").text();
            boolean ours = content.equals(record.value()) || content.equals('"' + record.value() + '"');
            if (ours && entry.at("name").text().equals(record.name())) {
                api.delete(zone + "/records/" + encode(entry.at("id").text()));
            }
        }
    }

    private String zoneId(TxtRecord record) throws DnsFault {
        String zone = zones.of(record);
        for (Json entry : api.get("/v1/zones").json().items()) {
            if (entry.at("name").text().equals(zone)) {
                return entry.at("id").text();
            }
        }
        throw settings.fault("this account has no zone '" + zone + "'; set 'zone' where DNS does not tell it");
    }
}
