package dev.lintel.acme;

import static dev.lintel.acme.WebApi.encode;

import java.util.List;

/**
 * DNS in Hetzner's Cloud API v1 (docs.hetzner.cloud: Zone RRSet Actions), which has replaced the API at dns.hetzner.com. Values are
 * added to and taken from a set by name of zone and record; each change is an action that is waited for.
 */
final class Hetzner implements DnsProvider {
    private static final int ACTION_CHECKS = 30;

    private final Settings settings;
    private final ZoneChoice zones;
    private final WebApi api;
    private final long pauseMillis;

    Hetzner(Settings settings, DnsTools tools) throws DnsFault {
        this(settings, tools, 1000);
    }

    Hetzner(Settings settings, DnsTools tools, long pauseMillis) throws DnsFault {
        this.settings = settings;
        this.pauseMillis = pauseMillis;
        this.zones = new ZoneChoice(settings, tools.zones());
        this.api = new WebApi(
                settings,
                settings.text("endpoint", "https://api.hetzner.cloud/v1"),
                "an API token of the Cloud project that holds the zone, with permission Read & Write"
                        + " (tokens of the old dns.hetzner.com do not work here)",
                WebApi.header("Authorization", "Bearer ", settings, "token"));
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        WebApi.Answer answer = api.call(
                "POST",
                actions(record) + "add_records",
                Json.object("ttl", settings.number("ttl", 60), "records", records(record)));
        // The value being there already is what was wanted.
        if (answer.isOk()) {
            await(answer);
        } else if (!answer.body().contains("\"uniqueness_error\"")) {
            throw answer.refusal();
        }
    }

    @Override
    public void cleanup(TxtRecord record) throws DnsFault {
        WebApi.Answer answer =
                api.call("POST", actions(record) + "remove_records", Json.object("records", records(record)));
        if (answer.status() != 404) {
            await(answer.orFail());
        }
    }

    private String actions(TxtRecord record) throws DnsFault {
        String zone = zones.of(record);
        String name = record.within(zone);
        return "/zones/" + encode(zone) + "/rrsets/" + (name.equals("@") ? name : encode(name)) + "/TXT/actions/";
    }

    private static List<Object> records(TxtRecord record) {
        return List.of(Json.object("value", '"' + record.value() + '"'));
    }

    private void await(WebApi.Answer first) throws DnsFault {
        Json action = first.json().at("action");
        for (int i = 0; i < ACTION_CHECKS && action.at("status").text().equals("running"); i++) {
            Pauses.sleep(i == 0 ? 0 : pauseMillis);
            action = api.get("/actions/" + action.at("id").number(0)).json().at("action");
        }
        String status = action.at("status").text();
        if (status.equals("error")) {
            throw settings.fault("the change was taken and then failed: "
                    + ApiMessages.shorten(action.at("error").at("message").text()));
        }
        if (!status.equals("success")) {
            throw settings.fault(
                    "the change was taken but is not done after " + ACTION_CHECKS + " s (status '" + status + "')");
        }
    }
}
