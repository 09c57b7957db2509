package dev.lintel.acme;

import static dev.lintel.acme.WebApi.encode;

import java.util.Map;

/** Porkbun's API v3 (porkbun.com/api/json/v3/documentation): every call is a POST with both keys in its body. */
final class Porkbun implements DnsProvider {
    private final Settings settings;
    private final ZoneChoice zones;
    private final WebApi api;

    Porkbun(Settings settings, DnsTools tools) throws DnsFault {
        this.settings = settings;
        this.zones = new ZoneChoice(settings, tools.zones());
        this.api = new WebApi(
                settings,
                settings.text("endpoint", "https://api.porkbun.com/api/json/v3"),
                "an API key and its secret, and 'API Access' switched on for this domain at Porkbun",
                request -> {});
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        String zone = zones.of(record);
        ask(
                "/dns/create/" + encode(zone),
                Json.object(
                        "name", name(record, zone),
                        "type", "TXT",
                        "content", record.value(),
                        "ttl", String.valueOf(settings.number("ttl", 600))));
    }

    @Override
    public void cleanup(TxtRecord record) throws DnsFault {
        String zone = zones.of(record);
        String name = name(record, zone);
        Json found = ask(
                "/dns/retrieveByNameType/" + encode(zone) + "/TXT" + (name.isEmpty() ? "" : "/" + encode(name)),
                Json.object());
        for (Json entry : found.at("records").items()) {
            if (entry.at("content").text().equals(record.value())) {
                ask("/dns/delete/" + encode(zone) + "/" + encode(entry.at("id").text()), Json.object());
            }
        }
    }

    private Json ask(String path, Map<String, Object> question) throws DnsFault {
        question.put("apikey", settings.secret("key"));
        question.put("secretapikey", settings.secret("secret"));
        WebApi.Answer answer = api.post(path, question);
        Json json = answer.json();
        if (!json.at("status").text().equals("SUCCESS")) {
            throw answer.failed("is 'API Access' on for this domain?");
        }
        return json;
    }

    private static String name(TxtRecord record, String zone) {
        String within = record.within(zone);
        return within.equals("@") ? "" : within;
    }
}
