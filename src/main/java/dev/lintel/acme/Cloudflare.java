package dev.lintel.acme;

import static dev.lintel.acme.WebApi.encode;

/**
 * Cloudflare's API v4 (developers.cloudflare.com/api: zones, DNS records). Values are written in quotes, as its documentation asks for
 * TXT, and compared without.
 */
final class Cloudflare implements DnsProvider {
    /** "An identical record already exists": it is what was wanted. */
    private static final String IDENTICAL = "81058";

    private static final String IDENTICAL_BEFORE = "81057";

    private final Settings settings;
    private final ZoneChoice zones;
    private final WebApi api;

    Cloudflare(Settings settings, DnsTools tools) throws DnsFault {
        this.settings = settings;
        this.zones = new ZoneChoice(settings, tools.zones());
        this.api = new WebApi(
                settings,
                settings.text("endpoint", "https://api.cloudflare.com/client/v4"),
                "an API token (not the global key) with Zone / DNS / Edit, and Zone / Zone / Read unless 'zone-id' is set",
                WebApi.header("Authorization", "Bearer ", settings, "token"));
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        Object body = Json.object(
                "type", "TXT", "name", record.name(), "content", quoted(record), "ttl", settings.number("ttl", 120));
        WebApi.Answer answer = api.call("POST", records(record), body);
        if (isIdentical(answer)) {
            return;
        }
        if (!answer.orFail().json().at("success").isTrue()) {
            throw answer.failed("the record was not made");
        }
    }

    private static boolean isIdentical(WebApi.Answer answer) throws DnsFault {
        if (answer.status() != 400) {
            return false;
        }
        String code = answer.json().at("errors").first().at("code").text();
        return code.equals(IDENTICAL) || code.equals(IDENTICAL_BEFORE);
    }

    @Override
    public void cleanup(TxtRecord record) throws DnsFault {
        String records = records(record);
        Json found = api.get(records + "?type=TXT&name=" + encode(record.name()) + "&per_page=100")
                .json();
        for (Json entry : found.at("result").items()) {
            String content = entry.at("content").text();
            if (content.equals(quoted(record)) || content.equals(record.value())) {
                api.delete(records + "/" + encode(entry.at("id").text()));
            }
        }
    }

    private String records(TxtRecord record) throws DnsFault {
        return "/zones/" + encode(zoneId(record)) + "/dns_records";
    }

    private String zoneId(TxtRecord record) throws DnsFault {
        if (settings.has("zone-id")) {
            return settings.text("zone-id", "");
        }
        String zone = zones.of(record);
        WebApi.Answer answer = api.get("/zones?name=" + encode(zone));
        String id = answer.json().at("result").first().at("id").text();
        if (id.isEmpty()) {
            throw settings.fault("the token sees no zone '" + zone
                    + "'; include the zone in the token's resources, or set 'zone' or 'zone-id'");
        }
        return id;
    }

    private static String quoted(TxtRecord record) {
        return '"' + record.value() + '"';
    }
}
