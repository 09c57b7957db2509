package dev.lintel.acme;

import static dev.lintel.acme.WebApi.encode;

/** DigitalOcean's API v2 (docs.digitalocean.com/reference/api: Domain Records). */
final class DigitalOcean implements DnsProvider {
    private final Settings settings;
    private final ZoneChoice zones;
    private final WebApi api;

    DigitalOcean(Settings settings, DnsTools tools) throws DnsFault {
        this.settings = settings;
        this.zones = new ZoneChoice(settings, tools.zones());
        this.api = new WebApi(
                settings,
                settings.text("endpoint", "https://api.digitalocean.com"),
                "a personal access token with the scopes domain:read, domain:create and domain:delete",
                WebApi.header("Authorization", "Bearer ", settings, "token"));
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        String zone = zones.of(record);
        WebApi.Answer answer = api.post(
                records(zone),
                Json.object(
                        "type", "TXT",
                        "name", record.within(zone),
                        "data", record.value(),
                        "ttl", settings.number("ttl", 30)));
        if (!answer.json().at("domain_record").isObject()) {
            throw answer.failed("the record was not made");
        }
    }

    @Override
    public void cleanup(TxtRecord record) throws DnsFault {
        String records = records(zones.of(record));
        Json found = api.get(records + "?type=TXT&name=" + encode(record.name()) + "&per_page=200")
                .json();
        for (Json entry : found.at("domain_records").items()) {
            if (entry.at("data").text().equals(record.value())) {
                api.delete(records + "/" + entry.at("id").number(0));
            }
        }
    }

    private static String records(String zone) {
        return "/v2/domains/" + encode(zone) + "/records";
    }
}
