package dev.lintel.acme;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A program of the user's own behind HTTP, as lego's {@code httpreq}: {@code POST /present} and {@code /cleanup} with name and value as
 * JSON, and any 2xx for success.
 */
final class Webhook implements DnsProvider {
    private final WebApi api;

    Webhook(Settings settings, DnsTools tools) throws DnsFault {
        this.api = new WebApi(
                settings,
                settings.text("endpoint", ""),
                "what the webhook asks for: 'username' and 'password', or 'token'",
                request -> sign(settings, request));
    }

    private static void sign(Settings settings, WebApi.Request request) throws DnsFault {
        if (settings.has("token")) {
            request.headers().put("Authorization", "Bearer " + settings.secret("token"));
        } else if (settings.has("username")) {
            String pair = settings.text("username", "") + ":" + settings.secret("password");
            String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            settings.hides(encoded);
            request.headers().put("Authorization", "Basic " + encoded);
        }
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        api.post("/present", Json.object("fqdn", record.fqdn(), "value", record.value()));
    }

    @Override
    public void cleanup(TxtRecord record) throws DnsFault {
        api.post("/cleanup", Json.object("fqdn", record.fqdn(), "value", record.value()));
    }
}
