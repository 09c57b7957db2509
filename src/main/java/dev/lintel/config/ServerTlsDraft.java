package dev.lintel.config;

import dev.lintel.base.Word;
import java.util.List;

/**
 * The words about TLS on a {@code server} line while it is read (HAProxy manual, section 5.2); null is what the line did not say. Owned
 * by the thread that reads.
 */
final class ServerTlsDraft {
    boolean ssl;
    Boolean checkSsl;
    Boolean verify;
    String verifyHost;
    String caFile;
    String crlFile;
    String crt;
    List<Word> sni;
    boolean sniAuto = true;
    List<String> alpn;
    String checkSni;
    boolean checkSniAuto = true;
    List<String> checkAlpn;
    final TlsVersions versions = new TlsVersions();
    String ciphers;
    String ciphersuites;
    List<String> curves;
    boolean reuse = true;
    Boolean tickets;

    ServerTlsDraft() {}

    ServerTlsDraft(ServerTlsDraft from) {
        ssl = from.ssl;
        checkSsl = from.checkSsl;
        verify = from.verify;
        verifyHost = from.verifyHost;
        caFile = from.caFile;
        crlFile = from.crlFile;
        crt = from.crt;
        sni = from.sni;
        sniAuto = from.sniAuto;
        alpn = from.alpn;
        checkSni = from.checkSni;
        checkSniAuto = from.checkSniAuto;
        checkAlpn = from.checkAlpn;
        versions.fillFrom(from.versions);
        ciphers = from.ciphers;
        ciphersuites = from.ciphersuites;
        curves = from.curves;
        reuse = from.reuse;
        tickets = from.tickets;
    }

    /** Takes the defaults of {@code global} for what nobody said. */
    void fillFrom(ServerTlsDraft defaults) {
        versions.fillFrom(defaults.versions);
        ciphers = ciphers == null ? defaults.ciphers : ciphers;
        ciphersuites = ciphersuites == null ? defaults.ciphersuites : ciphersuites;
        curves = curves == null ? defaults.curves : curves;
        tickets = tickets == null ? defaults.tickets : tickets;
    }
}
