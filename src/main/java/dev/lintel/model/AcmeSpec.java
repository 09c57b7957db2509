package dev.lintel.model;

import dev.lintel.base.Pos;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One {@code acme} section: how certificates are obtained and renewed.
 *
 * @param directories URLs of authorities, tried in turn; {@code internal}: our own authority; {@code staging}: Let's Encrypt's test CA
 * @param contact an address of e-mail, or null
 * @param accountKey the file of the account's key; null: in the store
 * @param challenge {@code http-01}, {@code tls-alpn-01}, {@code dns-01}, {@code dns-persist-01}; null: chosen by what is configured
 * @param keyType {@code ECDSA} or {@code RSA}; {@code bits} of RSA; {@code curve} of ECDSA, such as {@code P-384}
 * @param map the map in which http-01 tokens are held for rules, or null
 * @param reuseKey whether a renewal keeps the key
 * @param vars and {@code providerName}: passed on to who listens for challenges, or null
 * @param challengeReady what is waited for before a CA is told: {@code cli}, {@code dns}, {@code delay}; empty: nothing
 * @param profile asked for in orders, or null
 * @param eabKeyId and {@code eabMacKey}: files for external account binding, or null; {@code eabMacAlg}: {@code HS256}...
 * @param provider who sets dns-01's records, or null; {@code providerSettings} by name
 * @param caFile whom the CA's own server is trusted by, where the system does not know it; or null
 * @param notices where ({@code notify} lines) failures and renewals are told: words of each line
 * @param options further words that the engine understands, by name
 */
public record AcmeSpec(
        Pos pos,
        String name,
        List<String> directories,
        String contact,
        String accountKey,
        String challenge,
        String keyType,
        int bits,
        String curve,
        String map,
        boolean reuseKey,
        String vars,
        String providerName,
        List<String> challengeReady,
        Duration dnsDelay,
        Duration dnsTimeout,
        String profile,
        String eabKeyId,
        String eabMacKey,
        String eabMacAlg,
        String provider,
        Map<String, String> providerSettings,
        String caFile,
        List<List<String>> notices,
        Map<String, String> options) {
    /** The same, written elsewhere. */
    public AcmeSpec at(Pos place) {
        return new AcmeSpec(
                place,
                name,
                directories,
                contact,
                accountKey,
                challenge,
                keyType,
                bits,
                curve,
                map,
                reuseKey,
                vars,
                providerName,
                challengeReady,
                dnsDelay,
                dnsTimeout,
                profile,
                eabKeyId,
                eabMacKey,
                eabMacAlg,
                provider,
                providerSettings,
                caFile,
                notices,
                options);
    }
}
