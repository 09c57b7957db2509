package dev.lintel.acme;

import static dev.lintel.acme.WebApi.encode;

import java.util.ArrayList;
import java.util.List;

/**
 * deSEC's API v1 (desec.readthedocs.io: RRsets). A name's values are read, changed and written back whole; an empty list deletes the set.
 * The API tells which of the account's domains a name belongs to, so DNS is not asked.
 */
final class DeSec implements DnsProvider {
    private static final Object LOCK = new Object();

    private final Settings settings;
    private final WebApi api;

    DeSec(Settings settings, DnsTools tools) throws DnsFault {
        this.settings = settings;
        this.api = new WebApi(
                settings,
                settings.text("endpoint", "https://desec.io/api/v1"),
                "a token that may write TXT records of this domain",
                WebApi.header("Authorization", "Token ", settings, "token"));
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        synchronized (LOCK) {
            String domain = domain(record);
            String path = path(record, domain);
            WebApi.Answer answer = api.call("GET", path, null);
            if (answer.status() == 404) {
                create(record, domain);
                return;
            }
            List<String> values = values(answer.orFail().json());
            if (!values.contains(quoted(record))) {
                values.add(quoted(record));
                api.call("PATCH", path, Json.object("records", values)).orFail();
            }
        }
    }

    private void create(TxtRecord record, String domain) throws DnsFault {
        String name = record.within(domain);
        api.post(
                "/domains/" + encode(domain) + "/rrsets/",
                Json.object(
                        "subname",
                        name.equals("@") ? "" : name,
                        "type",
                        "TXT",
                        // Less than an hour is allowed on request only.
                        "ttl",
                        settings.number("ttl", 3600),
                        "records",
                        List.of(quoted(record))));
    }

    @Override
    public void cleanup(TxtRecord record) throws DnsFault {
        synchronized (LOCK) {
            String path = path(record, domain(record));
            WebApi.Answer answer = api.call("GET", path, null);
            if (answer.status() == 404) {
                return;
            }
            List<String> values = values(answer.orFail().json());
            if (values.remove(quoted(record))) {
                api.call("PATCH", path, Json.object("records", values)).orFail();
            }
        }
    }

    private String domain(TxtRecord record) throws DnsFault {
        if (settings.has("zone")) {
            return TxtRecord.plain(settings.text("zone", ""));
        }
        String domain = api.get("/domains/?owns_qname=" + encode(record.name()))
                .json()
                .first()
                .at("name")
                .text();
        if (domain.isEmpty()) {
            throw settings.fault("no domain of this account owns " + record.name()
                    + "; add the domain at deSEC, or check whose token it is");
        }
        return domain;
    }

    private static String path(TxtRecord record, String domain) {
        return "/domains/" + encode(domain) + "/rrsets/"
                + encode(record.within(domain)).replace("%40", "@") + "/TXT/";
    }

    private static List<String> values(Json set) {
        List<String> values = new ArrayList<>();
        set.at("records").items().forEach(value -> values.add(value.text()));
        return values;
    }

    private static String quoted(TxtRecord record) {
        return '"' + record.value() + '"';
    }
}
