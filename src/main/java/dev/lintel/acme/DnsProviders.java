package dev.lintel.acme;

import static dev.lintel.acme.Setting.optional;
import static dev.lintel.acme.Setting.optionalSecret;
import static dev.lintel.acme.Setting.required;
import static dev.lintel.acme.Setting.secret;

import dev.lintel.base.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The table of everybody who can set a TXT record: names as the configuration gives them, settings, and what makes the provider. */
public final class DnsProviders {
    private static final Setting ZONE = optional("zone", "the zone to write to, where DNS does not tell");
    private static final Setting TTL = optional("ttl", "seconds that the record may be cached");
    private static final Setting ENDPOINT =
            optional("endpoint", "the address of the API, where it is not the usual one");

    public static final Table<Row> TABLE = Table.of(
            Row::name,
            row(
                    "rfc2136",
                    "dynamic updates of any name server, signed with TSIG",
                    Rfc2136::new,
                    required("server", "the zone's primary server, <host>[:<port>]"),
                    optional("key-name", "the name of the TSIG key, as the server knows it"),
                    optionalSecret("key-secret", "the secret of the TSIG key, in base64"),
                    optional("key-alg", "the algorithm of the TSIG key; hmac-sha256 if not set"),
                    optional("key-file", "instead of these three: a file as tsig-keygen writes it"),
                    ZONE,
                    TTL),
            row(
                    "cloudflare",
                    "Cloudflare",
                    Cloudflare::new,
                    secret("token", "an API token"),
                    optional("zone-id", "the zone's ID, for a token that may not list zones"),
                    ZONE,
                    TTL,
                    ENDPOINT),
            row("duckdns", "DuckDNS", DuckDns::new, secret("token", "the account's token"), ENDPOINT),
            row("desec", "deSEC", DeSec::new, secret("token", "an API token"), ZONE, TTL, ENDPOINT),
            row(
                    "hetzner",
                    "Hetzner DNS (Cloud API)",
                    Hetzner::new,
                    secret("token", "a Cloud API token"),
                    ZONE,
                    TTL,
                    ENDPOINT),
            row(
                    "acme-dns",
                    "a server of acme-dns",
                    AcmeDns::new,
                    optional("subdomain", "the subdomain that registering gave"),
                    optionalSecret("username", "the username that registering gave"),
                    optionalSecret("password", "the password that registering gave"),
                    optional("accounts", "instead of these three: a JSON file of accounts by domain"),
                    ENDPOINT),
            row(
                    "route53",
                    "Amazon Route 53",
                    Route53::new,
                    secret("access-key", "the ID of the access key"),
                    secret("secret-key", "the secret access key"),
                    optionalSecret("session-token", "the token that goes with temporary keys"),
                    optional("hosted-zone", "the ID of the hosted zone, for keys that may not list zones"),
                    optional("region", "the region that signatures are made for; us-east-1 if not set"),
                    ZONE,
                    TTL,
                    ENDPOINT),
            row(
                    "digitalocean",
                    "DigitalOcean",
                    DigitalOcean::new,
                    secret("token", "a personal access token"),
                    ZONE,
                    TTL,
                    ENDPOINT),
            row(
                    "ovh",
                    "OVHcloud",
                    Ovh::new,
                    secret("application-key", "the application key"),
                    secret("application-secret", "the application secret"),
                    secret("consumer-key", "the consumer key"),
                    optional("endpoint", "ovh-eu (if not set), ovh-ca, ovh-us, or the address of the API"),
                    ZONE,
                    TTL),
            row("gandi", "Gandi LiveDNS", Gandi::new, secret("token", "a personal access token"), ZONE, TTL, ENDPOINT),
            row(
                    "porkbun",
                    "Porkbun",
                    Porkbun::new,
                    secret("key", "the API key, pk1_..."),
                    secret("secret", "the secret API key, sk1_..."),
                    ZONE,
                    TTL,
                    ENDPOINT),
            row("ionos", "IONOS", Ionos::new, secret("key", "the API key, written prefix.secret"), ZONE, TTL, ENDPOINT),
            row(
                    "exec",
                    "a program",
                    ExecProgram::new,
                    required("program", "the program to run, with its arguments"),
                    optional("cleanup-program", "for style certbot: the program that removes the record"),
                    optional("style", "certbot (if not set) or lego: how the program is told"),
                    optional("timeout", "seconds that it may take; 120 if not set")),
            row(
                    "webhook",
                    "an HTTP service of yours, as lego's httpreq",
                    Webhook::new,
                    required("endpoint", "the URL below which /present and /cleanup are"),
                    optional("username", "for basic authentication"),
                    optionalSecret("password", "for basic authentication"),
                    optionalSecret("token", "for Authorization: Bearer")),
            row(
                    "manual",
                    "you: the record is shown, and the order waits",
                    (settings, tools) -> tools.manual().provider()));

    private DnsProviders() {}

    /**
     * One provider.
     *
     * @param what who it is, in a few words
     */
    public record Row(String name, String what, List<Setting> settings, Factory factory) {}

    /** Makes a provider of settings that hold all that is required; what they mean it checks itself. */
    interface Factory {
        DnsProvider make(Settings settings, DnsTools tools) throws DnsFault;
    }

    private static Row row(String name, String what, Factory factory, Setting... settings) {
        return new Row(name, what, List.of(settings), factory);
    }

    /** Everything wrong with a provider's name and settings, in words, without asking anybody; empty when all is well. */
    public static List<String> problems(String provider, Map<String, String> settings) {
        Row row = TABLE.find(provider);
        if (row == null) {
            String near = TABLE.didYouMean(provider);
            return List.of("there is no DNS provider '" + provider + "'"
                    + (near.isEmpty() ? "; there are " + String.join(", ", TABLE.names()) : near));
        }
        List<String> found = new ArrayList<>(Settings.problems(provider, row.settings(), settings));
        if (found.isEmpty()) {
            try {
                row.factory()
                        .make(
                                new Settings(provider, settings, name -> null),
                                new DnsTools(name -> name, new ManualRecords(), name -> null));
            } catch (DnsFault e) {
                found.add(String.valueOf(e.getMessage()));
            }
        }
        return found;
    }

    /** The provider of that name with these settings. No one is asked anything, and secrets are not read yet. */
    public static DnsProvider make(String provider, Map<String, String> settings, DnsTools tools) throws DnsFault {
        List<String> problems = problems(provider, settings);
        Row row = TABLE.find(provider);
        if (row == null || !problems.isEmpty()) {
            throw new DnsFault(problems.getFirst());
        }
        return row.factory().make(new Settings(provider, settings, tools.environment()), tools);
    }
}
