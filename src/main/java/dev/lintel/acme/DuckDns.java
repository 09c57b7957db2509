package dev.lintel.acme;

import static dev.lintel.acme.WebApi.encode;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * DuckDNS (duckdns.org/spec.jsp): one TXT value for a domain and all names below it, set by a GET with the token in its query. Any thread;
 * remembers its last value of a domain, so that cleaning up after one proof does not clear the next.
 */
final class DuckDns implements DnsProvider {
    private final Settings settings;
    private final WebApi api;
    private final Map<String, String> latest = new ConcurrentHashMap<>();

    DuckDns(Settings settings, DnsTools tools) throws DnsFault {
        this.settings = settings;
        this.api = new WebApi(
                settings,
                settings.text("endpoint", "https://www.duckdns.org"),
                "the token of the account that owns the domain",
                request -> {});
    }

    @Override
    public boolean holdsOneValue() {
        return true;
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        update(record, "&txt=" + encode(record.value()));
        latest.put(domain(record), record.value());
    }

    @Override
    public void cleanup(TxtRecord record) throws DnsFault {
        String domain = domain(record);
        if (record.value().equals(latest.getOrDefault(domain, record.value()))) {
            update(record, "&txt=&clear=true");
            latest.remove(domain);
        }
    }

    private void update(TxtRecord record, String rest) throws DnsFault {
        String query = "?domains=" + encode(domain(record)) + "&token=" + encode(settings.secret("token")) + rest;
        WebApi.Answer answer = api.get("/update" + query);
        if (!answer.body().strip().startsWith("OK")) {
            throw answer.failed("DuckDNS says no more than that: check the token, and that " + domain(record)
                    + " is a domain of its account");
        }
    }

    /** The registered name: what stands below it shares its record. */
    private String domain(TxtRecord record) throws DnsFault {
        String name = record.name();
        if (!name.endsWith(".duckdns.org")) {
            throw settings.fault(
                    name + " is not below duckdns.org; a name elsewhere needs a CNAME from _acme-challenge."
                            + record.domain() + " to a domain of DuckDNS");
        }
        String below = name.substring(0, name.length() - ".duckdns.org".length());
        return below.substring(below.lastIndexOf('.') + 1);
    }
}
