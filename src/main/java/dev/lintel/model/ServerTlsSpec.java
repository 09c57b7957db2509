package dev.lintel.model;

import dev.lintel.base.Word;
import java.util.List;

/**
 * How TLS is spoken to a server (manual section 5.2). Paths are complete.
 *
 * @param traffic {@code ssl}: connections are protected; false where only checks are
 * @param checks {@code check-ssl}, or as the connections where the line does not say
 * @param verify whether the server's certificate must be good; its name is {@code verifyHost}, else the name sent
 * @param caFile whom it must come from; {@code @system-ca}: the system's; null with {@code verify}: the system's
 * @param crt the file of our own certificate and key, or null
 * @param sni the words of the expression that gives the name to send; empty: none. {@code sniAuto}: the request's host (3.3)
 * @param alpn and {@code checkAlpn}: protocols; empty: none is negotiated
 * @param checkSni the name that checks send, or null; {@code checkSniAuto}: the host that their first request names (3.3)
 * @param reuse whether sessions are resumed, and {@code tickets} whether the server may give tickets for them
 */
public record ServerTlsSpec(
        boolean traffic,
        boolean checks,
        boolean verify,
        String verifyHost,
        String caFile,
        String crlFile,
        String crt,
        List<Word> sni,
        boolean sniAuto,
        List<String> alpn,
        String checkSni,
        boolean checkSniAuto,
        List<String> checkAlpn,
        TlsVersion min,
        TlsVersion max,
        String ciphers,
        String ciphersuites,
        List<String> curves,
        String sigalgs,
        String clientSigalgs,
        boolean reuse,
        boolean tickets) {}
