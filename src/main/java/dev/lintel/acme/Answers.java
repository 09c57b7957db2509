package dev.lintel.acme;

import dev.lintel.model.AcmeSpec;
import dev.lintel.tls.Certificate;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;

/** The answers to each kind of challenge: RFC 8555 section 8.3 and 8.4, RFC 8737. Made by an order, on its thread. */
final class Answers {
    private Answers() {}

    static Answer http(Http01Challenge challenge, AcmeSpec section, OrderTools tools) {
        String token = challenge.getToken();
        String authorization = challenge.getAuthorization();
        String map = section.map();
        return new Answer() {
            @Override
            public void present() {
                tools.challenges().http(token, authorization);
                if (map != null) {
                    tools.outside().put(map, token, authorization.substring(authorization.indexOf('.') + 1));
                }
            }

            @Override
            public boolean remove() {
                tools.challenges().removeHttp(token);
                if (map != null) {
                    tools.outside().remove(map, token);
                }
                return true;
            }
        };
    }

    static Answer alpn(TlsAlpn01Challenge challenge, Identifier name, OrderTools tools) throws OrderFault {
        // The library signs it with RSA only.
        KeyPair keys = KeyPairs.make("RSA 2048");
        Certificate certificate = new Certificate(List.of(challenge.createCertificate(keys, name)), keys.getPrivate());
        String asked = name.getType().equals("ip") ? reverse(name.getIP()) : name.getDomain();
        return new Answer() {
            @Override
            public void present() throws OrderFault, InterruptedException {
                // Another order for the same name, of another key type say, has as long as it takes.
                Duration patience = tools.settle().multipliedBy(2);
                if (!tools.challenges().alpn(asked, certificate, patience)) {
                    throw new OrderFault("proof: another order for " + asked + " was being proved by tls-alpn-01 for "
                            + patience.toSeconds() + " seconds, and only one can be at a time");
                }
            }

            @Override
            public boolean remove() {
                tools.challenges().removeAlpn(asked, certificate);
                return true;
            }
        };
    }

    /** The name under which a CA asks for an address (RFC 8738 section 6). */
    static String reverse(InetAddress address) {
        byte[] bytes = address.getAddress();
        StringBuilder out = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            int b = bytes[i] & 0xff;
            if (address instanceof Inet4Address) {
                out.append(b).append('.');
            } else {
                out.append(Character.forDigit(b & 15, 16)).append('.');
                out.append(Character.forDigit(b >> 4, 16)).append('.');
            }
        }
        return out.append(address instanceof Inet4Address ? "in-addr.arpa" : "ip6.arpa")
                .toString();
    }

    /** What is there before an order and stays behind it. */
    record Stays(TxtRecord record, StandingClaim claim) implements Answer {
        @Override
        public void present() {
            // Standing sees to it.
        }

        @Override
        public boolean remove() {
            return true;
        }
    }

    /** The answer whose record an order waits for. */
    static final class Txt implements Answer {
        private final DnsProvider provider;
        private final TxtRecord record;
        private final Journal journal;

        Txt(Dns01Challenge challenge, String domain, DnsProvider provider, OrderTools tools, Journal journal) {
            this.provider = provider;
            this.record = tools.dns().place(TxtRecord.of(domain, challenge.getDigest()));
            this.journal = journal;
        }

        TxtRecord record() {
            return record;
        }

        @Override
        public void present() throws OrderFault {
            try {
                provider.present(record);
            } catch (DnsFault e) {
                throw DnsSteps.fault("setting " + record.name(), e);
            }
        }

        @Override
        public boolean remove() {
            return DnsSteps.clean(provider, List.of(record), journal).isEmpty();
        }
    }
}
