package dev.lintel.acme;

import dev.lintel.base.Near;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Update;

/**
 * Dynamic updates (RFC 2136) signed with TSIG (RFC 8945), over TCP: BIND, Knot, PowerDNS, and everything that speaks the standard.
 */
final class Rfc2136 implements DnsProvider {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final List<String> ALGORITHMS =
            List.of("hmac-sha256", "hmac-sha512", "hmac-sha384", "hmac-sha224", "hmac-sha1", "hmac-md5");
    private static final Pattern ADDRESS =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\s\\[\\]]+))(?::(\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3}))?");
    private static final Pattern KEY_FILE = Pattern.compile(
            "key\\s+\"?([^\"\\s{]+)\"?\\s*\\{[^}]*?algorithm\\s+\"?([\\w-]+)\"?\\s*;[^}]*?secret\\s+\"?([\\w+/=]+)\"?\\s*;");

    private final Settings settings;
    private final ZoneChoice zones;
    private final String host;
    private final int port;

    Rfc2136(Settings settings, DnsTools tools) throws DnsFault {
        this.settings = settings;
        this.zones = new ZoneChoice(settings, tools.zones());
        Matcher address = ADDRESS.matcher(settings.text("server", ""));
        if (!address.matches()) {
            throw settings.fault("'server' expects <host>[:<port>], with brackets around an IPv6 address, not '"
                    + settings.text("server", "") + "'");
        }
        this.host = address.group(1) == null ? address.group(2) : address.group(1);
        this.port = address.group(3) == null ? 53 : Integer.parseInt(address.group(3));
        String algorithm = algorithm();
        if (!ALGORITHMS.contains(algorithm)) {
            throw settings.fault("'key-alg' expects one of " + String.join(", ", ALGORITHMS) + ", not '" + algorithm
                    + "'" + Near.hint(algorithm, ALGORITHMS));
        }
        if (settings.has("key-name") != settings.has("key-secret")) {
            throw settings.fault("'key-name' and 'key-secret' belong together: a TSIG key has a name and a secret");
        }
    }

    private String algorithm() {
        return settings.text("key-alg", "hmac-sha256").toLowerCase(Locale.ROOT);
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        String zone = zones.of(record);
        Update update = new Update(Dns.name(zone));
        update.add(txt(record, settings.number("ttl", 60)));
        send(update, zone);
    }

    @Override
    public void cleanup(TxtRecord record) throws DnsFault {
        String zone = zones.of(record);
        Update update = new Update(Dns.name(zone));
        update.delete(txt(record, 0));
        send(update, zone);
    }

    private static TXTRecord txt(TxtRecord record, long ttl) throws DnsFault {
        return new TXTRecord(Dns.name(record.name()), DClass.IN, ttl, record.value());
    }

    private void send(Update update, String zone) throws DnsFault {
        TSIG key = key();
        SimpleResolver server = new SimpleResolver(address());
        server.setTCP(true);
        server.setTimeout(PATIENCE);
        if (key != null) {
            server.setTSIGKey(key);
        }
        Message answer;
        try {
            answer = server.send(update);
        } catch (IOException e) {
            throw settings.fault(
                    where() + " does not answer the update over TCP; is it the primary server, and does a firewall let "
                            + "Lintel through?");
        }
        int keyTrouble = answer.getTSIG() == null ? 0 : answer.getTSIG().getError();
        if (answer.getRcode() != Rcode.NOERROR || keyTrouble != 0) {
            throw settings.fault(where() + " refused the update of zone '" + zone + "' with "
                    + Rcode.string(answer.getRcode()) + (keyTrouble == 0 ? "" : "/" + Rcode.TSIGstring(keyTrouble))
                    + "; " + advice(answer.getRcode(), keyTrouble, zone));
        }
        if (key != null && !answer.isVerified()) {
            throw settings.fault(
                    where() + " answered without the signature of the key; somebody else may have answered");
        }
    }

    private String advice(int rcode, int keyTrouble, String zone) {
        switch (keyTrouble) {
            case Rcode.BADKEY -> {
                return "it knows no key '" + settings.text("key-name", "") + "' with " + algorithm()
                        + ": check 'key-name' and 'key-alg'";
            }
            case Rcode.BADSIG -> {
                return "the key's secret is not the one that it has: check 'key-secret'";
            }
            case Rcode.BADTIME -> {
                return "its clock and this host's differ by more than five minutes";
            }
            default -> {}
        }
        return switch (rcode) {
            case Rcode.REFUSED ->
                "the key may not change this name: in BIND, update-policy { grant <key> name _acme-challenge.<domain> TXT; }";
            case Rcode.NOTAUTH, Rcode.NOTZONE ->
                "it is not the primary server of '" + zone + "': set 'server' or 'zone'";
            case Rcode.NOTIMP -> "it takes no updates for this zone: is it a primary zone with an update-policy?";
            case Rcode.SERVFAIL -> "its log says more (in BIND often: the zone's journal cannot be written)";
            default -> "its log says more";
        };
    }

    private InetSocketAddress address() throws DnsFault {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw settings.fault("'server': the name " + host + " does not resolve from here");
        }
    }

    private String where() {
        return host + (port == 53 ? "" : " port " + port);
    }

    private @Nullable TSIG key() throws DnsFault {
        if (settings.has("key-file")) {
            return keyFromFile(settings.text("key-file", ""));
        }
        return settings.has("key-name")
                ? key(settings.text("key-name", ""), algorithm(), settings.secret("key-secret"), "key-secret")
                : null;
    }

    /** A file as tsig-keygen writes it: name, algorithm and secret in one. */
    private TSIG keyFromFile(String path) throws DnsFault {
        Matcher found = KEY_FILE.matcher(settings.file("key-file", path));
        if (!found.find()) {
            throw settings.fault(
                    "'key-file' expects a file as tsig-keygen writes it (key \"name\" { algorithm ...; secret ...; };), "
                            + path + " is not that");
        }
        settings.hides(found.group(3));
        return key(found.group(1), found.group(2).toLowerCase(Locale.ROOT), found.group(3), "key-file");
    }

    private TSIG key(String name, String algorithm, String secret, String setting) throws DnsFault {
        try {
            return new TSIG(
                    algorithmName(algorithm),
                    Name.fromString(name, Name.root),
                    Base64.getDecoder().decode(secret));
        } catch (IllegalArgumentException e) {
            throw settings.fault("'" + setting + "' expects a secret in base64, as tsig-keygen prints it");
        } catch (TextParseException e) {
            throw settings.fault("'key-name' expects the name of a key, not '" + name + "'");
        }
    }

    private static Name algorithmName(String algorithm) throws DnsFault {
        return switch (algorithm) {
            case "hmac-sha512" -> TSIG.HMAC_SHA512;
            case "hmac-sha384" -> TSIG.HMAC_SHA384;
            case "hmac-sha224" -> TSIG.HMAC_SHA224;
            case "hmac-sha1" -> TSIG.HMAC_SHA1;
            case "hmac-md5" -> TSIG.HMAC_MD5;
            case "hmac-sha256" -> TSIG.HMAC_SHA256;
            default ->
                throw new DnsFault("the key's algorithm is " + algorithm + ", which is not one of " + ALGORITHMS);
        };
    }
}
