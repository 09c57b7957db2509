package dev.lintel.tls;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/** {@code issuers-chain-path}: chains for certificates that came without (HAProxy manual, section 3.1). Immutable. */
public final class IssuerFolder {
    public static final IssuerFolder NONE = new IssuerFolder(Map.of());

    private final Map<X500Principal, List<X509Certificate>> bySubject;

    private IssuerFolder(Map<X500Principal, List<X509Certificate>> bySubject) {
        this.bySubject = bySubject;
    }

    /**
     * Reads all files of a folder, each a chain whose first certificate says whom it is for.
     *
     * @throws CertificateFault with a sentence that names the folder or the file
     */
    public static IssuerFolder read(String folder) throws CertificateFault {
        Map<X500Principal, List<X509Certificate>> found = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder))) {
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    List<X509Certificate> chain = chain(file);
                    if (!chain.isEmpty()) {
                        found.putIfAbsent(chain.getFirst().getSubjectX500Principal(), chain);
                    }
                }
            }
        } catch (IOException e) {
            throw new CertificateFault("'" + folder + "' cannot be listed; 'issuers-chain-path' expects a folder");
        }
        return new IssuerFolder(found);
    }

    private static List<X509Certificate> chain(Path file) throws IOException, CertificateFault {
        try {
            return Pem.certificates(Files.readAllBytes(file));
        } catch (CertificateFault e) {
            throw new CertificateFault("'" + file + "': " + e.getMessage());
        }
    }

    /** The same certificate, its chain completed where it came with none and its issuer is known; as often as one likes. */
    public Certificate complete(Certificate certificate) {
        return certificate.completedBy(certificate.given().size() > 1 ? List.of() : above(certificate.leaf()));
    }

    /** Who signed it, and whoever signed that one; empty: nobody here did. */
    public List<X509Certificate> above(X509Certificate leaf) {
        X500Principal issuer = leaf.getIssuerX500Principal();
        return issuer.equals(leaf.getSubjectX500Principal()) ? List.of() : bySubject.getOrDefault(issuer, List.of());
    }
}
