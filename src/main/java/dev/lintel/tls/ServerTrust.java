package dev.lintel.tls;

import dev.lintel.model.X509Error;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Examines a server's certificate (manual section 5.2, {@code verify required}): it must come from one of the authorities, and bear the
 * name that was asked for, else that of {@code verifyhost}; where there is neither, its names do not matter. Immutable; any loop.
 */
final class ServerTrust extends NoTrust {
    private final @Nullable Authorities authorities;
    private final @Nullable String otherName;

    /** @param authorities null: {@code verify none} */
    ServerTrust(@Nullable Authorities authorities, @Nullable String otherName) {
        super("this examines servers");
        this.authorities = authorities;
        this.otherName = otherName;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (authorities == null) {
            return;
        }
        ChainCheck check = new ChainCheck(authorities, chain, ChainCheck.Role.SERVER, new Date());
        List<ChainCheck.Flaw> flaws = check.flaws();
        if (!flaws.isEmpty()) {
            throw new Untrusted(flaws.getFirst().error(), flaws.getFirst().depth()).alert();
        }
        String wanted = ServerTls.wanted(engine);
        if (wanted == null ? !isOther(chain[0]) : !isFor(chain[0], wanted)) {
            throw new Untrusted(X509Error.X509_V_ERR_HOSTNAME_MISMATCH, 0).alert();
        }
    }

    /** A name that could not be sent is nobody's: what the server showed was not for it. */
    private static boolean isFor(X509Certificate certificate, String wanted) {
        SNIHostName sent = ServerTls.host(wanted);
        return sent != null && HostNames.matches(certificate, sent.getAsciiName());
    }

    private boolean isOther(X509Certificate certificate) {
        return otherName == null || HostNames.matches(certificate, otherName);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("a server is examined with the name that was asked for");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }
}
