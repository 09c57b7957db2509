package dev.lintel.acme;

import static dev.lintel.acme.WebApi.encode;

import java.util.ArrayList;
import java.util.List;

/** Gandi's LiveDNS (api.gandi.net/docs/livedns), with a personal access token. A name's values are read, changed and written back whole. */
final class Gandi implements DnsProvider {
    private static final Object LOCK = new Object();

    private final Settings settings;
    private final ZoneChoice zones;
    private final WebApi api;

    Gandi(Settings settings, DnsTools tools) throws DnsFault {
        this.settings = settings;
        this.zones = new ZoneChoice(settings, tools.zones());
        this.api = new WebApi(
                settings,
                settings.text("endpoint", "https://api.gandi.net/v5/livedns"),
                "a personal access token with 'Manage domain name technical configurations' for this domain",
                WebApi.header("Authorization", "Bearer ", settings, "token"));
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        synchronized (LOCK) {
            String path = path(record);
            List<String> values = values(path);
            if (!values.contains(quoted(record))) {
                values.add(quoted(record));
                put(path, values);
            }
        }
    }

    @Override
    public void cleanup(TxtRecord record) throws DnsFault {
        synchronized (LOCK) {
            String path = path(record);
            List<String> values = values(path);
            if (!values.remove(quoted(record))) {
                return;
            }
            if (values.isEmpty()) {
                api.delete(path);
            } else {
                put(path, values);
            }
        }
    }

    private void put(String path, List<String> values) throws DnsFault {
        api.call("PUT", path, Json.object("rrset_ttl", settings.number("ttl", 300), "rrset_values", values))
                .orFail();
    }

    private List<String> values(String path) throws DnsFault {
        List<String> values = new ArrayList<>();
        WebApi.Answer answer = api.call("GET", path, null);
        if (answer.status() != 404) {
            answer.orFail().json().at("rrset_values").items().forEach(value -> values.add(value.text()));
        }
        return values;
    }

    private String path(TxtRecord record) throws DnsFault {
        String zone = zones.of(record);
        String name = record.within(zone);
        return "/domains/" + encode(zone) + "/records/" + (name.equals("@") ? name : encode(name)) + "/TXT";
    }

    private static String quoted(TxtRecord record) {
        return '"' + record.value() + '"';
    }
}
