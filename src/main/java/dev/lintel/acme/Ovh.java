package dev.lintel.acme;

import static dev.lintel.acme.WebApi.encode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;

/**
 * OVHcloud's API v1 (help.ovhcloud.com: first steps with the API). Each request is signed over its method, URL, body and the service's
 * own clock; what was changed in a zone becomes visible by refreshing it.
 */
final class Ovh implements DnsProvider {
    private static final Map<String, String> PLACES = Map.of(
            "ovh-eu", "https://eu.api.ovh.com/1.0",
            "ovh-ca", "https://ca.api.ovh.com/1.0",
            "ovh-us", "https://api.us.ovhcloud.com/1.0");

    private final Settings settings;
    private final ZoneChoice zones;
    private final WebApi api;
    private final WebApi clock;

    Ovh(Settings settings, DnsTools tools) throws DnsFault {
        this.settings = settings;
        this.zones = new ZoneChoice(settings, tools.zones());
        String place = settings.text("endpoint", "ovh-eu");
        String endpoint = PLACES.getOrDefault(place, place);
        String rights = "an application key, its secret, and a consumer key with GET, POST and DELETE on /domain/zone/*"
                + " (api.ovh.com/createToken makes all three)";
        this.clock = new WebApi(settings, endpoint, rights, request -> {});
        this.api = new WebApi(settings, endpoint, rights, this::sign);
    }

    private void sign(WebApi.Request request) throws DnsFault {
        String key = settings.secret("application-key");
        String secret = settings.secret("application-secret");
        String consumer = settings.secret("consumer-key");
        // Their clock counts, not ours: a host whose clock is off would be refused.
        String time = String.valueOf(
                clock.get("/auth/time").json().number(InstantSource.system().millis() / 1000));
        String text = String.join(
                "+", secret, consumer, request.method(), request.uri().toString(), request.body(), time);
        request.headers().put("X-Ovh-Application", key);
        request.headers().put("X-Ovh-Consumer", consumer);
        request.headers().put("X-Ovh-Timestamp", time);
        request.headers().put("X-Ovh-Signature", "$1$" + sha1(text));
    }

    private static String sha1(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        String zone = zones.of(record);
        api.post(
                records(zone),
                Json.object(
                        "fieldType", "TXT",
                        "subDomain", name(record, zone),
                        "target", record.value(),
                        "ttl", settings.number("ttl", 60)));
        refresh(zone);
    }

    @Override
    public void cleanup(TxtRecord record) throws DnsFault {
        String zone = zones.of(record);
        Json ids = api.get(records(zone) + "?fieldType=TXT&subDomain=" + encode(name(record, zone)))
                .json();
        boolean changed = false;
        for (Json id : ids.items()) {
            String path = records(zone) + "/" + id.number(0);
            String target = api.get(path).json().at("target").text();
            if (target.equals(record.value()) || target.equals('"' + record.value() + '"')) {
                api.delete(path);
                changed = true;
            }
        }
        if (changed) {
            refresh(zone);
        }
    }

    private void refresh(String zone) throws DnsFault {
        api.call("POST", "/domain/zone/" + encode(zone) + "/refresh", null).orFail();
    }

    private static String records(String zone) {
        return "/domain/zone/" + encode(zone) + "/record";
    }

    private static String name(TxtRecord record, String zone) {
        String within = record.within(zone);
        return within.equals("@") ? "" : within;
    }
}
