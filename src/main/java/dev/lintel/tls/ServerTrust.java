package dev.lintel.tls;

import dev.lintel.model.X509Error;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
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
        String sent = nameSent(engine);
        String name = sent != null ? sent : otherName;
        if (name != null && !HostNames.matches(chain[0], name)) {
            throw new Untrusted(X509Error.X509_V_ERR_HOSTNAME_MISMATCH, 0).alert();
        }
    }

    private static @Nullable String nameSent(SSLEngine engine) {
        List<SNIServerName> names = engine.getSSLParameters().getServerNames();
        return names != null && !names.isEmpty() && names.getFirst() instanceof SNIHostName name
                ? name.getAsciiName()
                : null;
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
