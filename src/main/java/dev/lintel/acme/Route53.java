package dev.lintel.acme;

import static dev.lintel.acme.WebApi.encode;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Amazon Route 53, API version 2013-04-01 (docs.aws.amazon.com/Route53/latest/APIReference). A name's values are read and written back
 * whole; a change counts when it is INSYNC on all its servers. Its XML is regular enough to be read by its tags.
 */
final class Route53 implements DnsProvider {
    private static final Object LOCK = new Object();
    private static final String VERSION = "/2013-04-01";
    private static final int CHANGE_CHECKS = 60;

    private final Settings settings;
    private final ZoneChoice zones;
    private final WebApi api;
    private final long pauseMillis;

    Route53(Settings settings, DnsTools tools) throws DnsFault {
        this(settings, tools, InstantSource.system(), 3000);
    }

    Route53(Settings settings, DnsTools tools, InstantSource clock, long pauseMillis) throws DnsFault {
        this.settings = settings;
        this.pauseMillis = pauseMillis;
        this.zones = new ZoneChoice(settings, tools.zones());
        AwsSignature signature = new AwsSignature(settings.text("region", "us-east-1"), "route53", clock);
        this.api = new WebApi(
                settings,
                settings.text("endpoint", "https://route53.amazonaws.com"),
                "an access key with route53:ListHostedZonesByName, and route53:ListResourceRecordSets and"
                        + " route53:ChangeResourceRecordSets on this zone, and route53:GetChange",
                request -> signature.sign(
                        request,
                        settings.secret("access-key"),
                        settings.secret("secret-key"),
                        settings.has("session-token") ? settings.secret("session-token") : ""));
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        synchronized (LOCK) {
            String zone = hostedZone(record);
            RecordSet existing = existing(zone, record);
            if (!existing.values().contains(quoted(record))) {
                List<String> values = new ArrayList<>(existing.values());
                values.add(quoted(record));
                change(zone, "UPSERT", record, new RecordSet(settings.number("ttl", 60), values));
            }
        }
    }

    @Override
    public void cleanup(TxtRecord record) throws DnsFault {
        synchronized (LOCK) {
            String zone = hostedZone(record);
            RecordSet existing = existing(zone, record);
            if (!existing.values().contains(quoted(record))) {
                return;
            }
            List<String> values = new ArrayList<>(existing.values());
            values.remove(quoted(record));
            if (values.isEmpty()) {
                // A DELETE has to say exactly what is there, its TTL included.
                change(zone, "DELETE", record, existing);
            } else {
                change(zone, "UPSERT", record, new RecordSet(existing.ttl(), values));
            }
        }
    }

    /** The values of a name as they stand in the zone, quotes included. */
    private record RecordSet(long ttl, List<String> values) {}

    private String hostedZone(TxtRecord record) throws DnsFault {
        if (settings.has("hosted-zone")) {
            return settings.text("hosted-zone", "");
        }
        String zone = zones.of(record);
        String answer =
                ask("GET", "/hostedzonesbyname?dnsname=" + encode(zone), "").body();
        for (String entry : Tags.all(answer, "HostedZone")) {
            if (Tags.first(entry, "Name").equals(zone + ".")
                    && !Tags.first(entry, "PrivateZone").equals("true")) {
                return Tags.first(entry, "Id").replace("/hostedzone/", "");
            }
        }
        throw settings.fault("this account has no public hosted zone '" + zone + "'; set 'zone' or 'hosted-zone'");
    }

    private RecordSet existing(String zone, TxtRecord record) throws DnsFault {
        String query = "?maxitems=1&name=" + encode(record.fqdn()) + "&type=TXT";
        String answer =
                ask("GET", "/hostedzone/" + encode(zone) + "/rrset" + query, "").body();
        for (String entry : Tags.all(answer, "ResourceRecordSet")) {
            if (Tags.first(entry, "Name").equals(record.fqdn())
                    && Tags.first(entry, "Type").equals("TXT")) {
                String ttl = Tags.first(entry, "TTL");
                return new RecordSet(ttl.matches("\\d{1,9}") ? Long.parseLong(ttl) : 60, Tags.all(entry, "Value"));
            }
        }
        return new RecordSet(settings.number("ttl", 60), List.of());
    }

    private void change(String zone, String action, TxtRecord record, RecordSet set) throws DnsFault {
        StringBuilder records = new StringBuilder();
        set.values()
                .forEach(value -> records.append("<ResourceRecord><Value>")
                        .append(Tags.escaped(value))
                        .append("</Value></ResourceRecord>"));
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<ChangeResourceRecordSetsRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><ChangeBatch><Changes><Change>"
                + "<Action>" + action + "</Action><ResourceRecordSet><Name>" + Tags.escaped(record.fqdn())
                + "</Name><Type>TXT</Type><TTL>" + set.ttl() + "</TTL><ResourceRecords>" + records
                + "</ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>";
        String answer =
                ask("POST", "/hostedzone/" + encode(zone) + "/rrset/", body).body();
        await(Tags.first(answer, "Id").replace("/change/", ""), Tags.first(answer, "Status"));
    }

    private void await(String change, String first) throws DnsFault {
        String status = first;
        for (int i = 0; i < CHANGE_CHECKS && status.equals("PENDING"); i++) {
            Pauses.sleep(pauseMillis);
            status = Tags.first(ask("GET", "/change/" + encode(change), "").body(), "Status");
        }
        if (!status.equals("INSYNC")) {
            throw settings.fault("the change " + change + " was taken but is not on all its servers yet (status '"
                    + ApiMessages.shorten(status) + "')");
        }
    }

    private WebApi.Answer ask(String method, String path, String body) throws DnsFault {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (!body.isEmpty()) {
            headers.put("Content-Type", "application/xml");
        }
        return api.send(new WebApi.Request(method, api.at(VERSION + path), body, headers))
                .orFail();
    }

    private static String quoted(TxtRecord record) {
        return '"' + record.value() + '"';
    }
}
