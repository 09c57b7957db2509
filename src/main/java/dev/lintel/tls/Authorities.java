package dev.lintel.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Whom certificates may come from, and which have been revoked: {@code ca-file} and {@code crl-file}. Immutable. */
final class Authorities {
    /** Those of the system. */
    static final String SYSTEM = "@system-ca";

    private static final String SYSTEM_FILE = "/etc/ssl/certs/ca-certificates.crt";

    private final List<X509Certificate> all;
    private final Set<X509Certificate> set;
    private final List<X509CRL> crls;
    private final Map<X500Principal, List<X509Certificate>> bySubject = new HashMap<>();
    private final Map<X500Principal, List<RevocationList>> lists = new HashMap<>();

    private Authorities(List<X509Certificate> all, List<X509CRL> crls) {
        this.all = List.copyOf(all);
        this.set = new HashSet<>(all);
        this.crls = List.copyOf(crls);
        for (X509Certificate each : all) {
            bySubject
                    .computeIfAbsent(each.getSubjectX500Principal(), name -> new ArrayList<>())
                    .add(each);
        }
        for (X509CRL each : crls) {
            RevocationList list = RevocationList.of(each);
            if (list != null) {
                lists.computeIfAbsent(each.getIssuerX500Principal(), name -> new ArrayList<>())
                        .add(list);
            }
        }
    }

    /**
     * @param files of certificates in PEM, folders of such files, or {@link #SYSTEM}
     * @param revoked a file or folder of revocation lists, or null: nobody asks for any
     * @throws CertificateFault where one cannot be read, or has nothing in it
     */
    static Authorities load(List<String> files, @Nullable String revoked) throws CertificateFault {
        List<X509Certificate> all = new ArrayList<>();
        for (String file : files) {
            List<X509Certificate> some = file.equals(SYSTEM) ? system() : certificates(file);
            if (some.isEmpty()) {
                throw new CertificateFault("'" + file + "': there is no certificate in it");
            }
            all.addAll(some);
        }
        return new Authorities(all, revoked == null ? List.of() : lists(revoked));
    }

    List<X509Certificate> all() {
        return all;
    }

    boolean contains(X509Certificate certificate) {
        return set.contains(certificate);
    }

    List<X509Certificate> named(X500Principal subject) {
        return bySubject.getOrDefault(subject, List.of());
    }

    /** Whether revocation lists are asked for. */
    boolean asksForRevocation() {
        return !crls.isEmpty();
    }

    /** Those of its issuer, the best one first. */
    List<RevocationList> listsFor(X509Certificate certificate, Date now) {
        List<RevocationList> all = lists.getOrDefault(certificate.getIssuerX500Principal(), List.of());
        if (all.size() > 1) {
            all = new ArrayList<>(all);
            all.sort(RevocationList.bestFor(certificate, now));
        }
        return all;
    }

    /** Whether it is made of the same certificates and lists. */
    boolean sameAs(Authorities other) {
        return all.equals(other.all) && crls.equals(other.crls);
    }

    /** Adds all that it is made of. */
    void addTo(MessageDigest digest) {
        try {
            for (X509Certificate each : all) {
                digest.update(each.getEncoded());
            }
            for (X509CRL each : crls) {
                digest.update(each.getEncoded());
            }
        } catch (CertificateEncodingException | CRLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<X509Certificate> system() throws CertificateFault {
        if (Files.isReadable(Path.of(SYSTEM_FILE))) {
            return certificates(SYSTEM_FILE);
        }
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager each : factory.getTrustManagers()) {
                if (each instanceof X509TrustManager manager) {
                    return List.of(manager.getAcceptedIssuers());
                }
            }
        } catch (GeneralSecurityException e) {
            throw new CertificateFault("the system's certificates cannot be read: " + e.getMessage());
        }
        return List.of();
    }

    private static List<X509Certificate> certificates(String file) throws CertificateFault {
        List<X509Certificate> all = new ArrayList<>();
        for (Path each : paths(file)) {
            try {
                all.addAll(Pem.certificates(read(each)));
            } catch (CertificateFault fault) {
                throw named(each, fault);
            }
        }
        return all;
    }

    private static List<X509CRL> lists(String file) throws CertificateFault {
        List<X509CRL> all = new ArrayList<>();
        for (Path each : paths(file)) {
            try {
                for (Pem.Block block : Pem.blocks(read(each))) {
                    if (block.label().equals("X509 CRL")) {
                        all.add(list(block.bytes()));
                    }
                }
            } catch (CertificateFault fault) {
                throw named(each, fault);
            }
        }
        if (all.isEmpty()) {
            throw new CertificateFault("'" + file + "': there is no revocation list in it");
        }
        return all;
    }

    /** A certificate with its key, of our own ({@code crt} of a server line). */
    static Certificate certificate(String file) throws CertificateFault {
        try {
            Path path = Path.of(file);
            Path key = Path.of(file + ".key");
            return Pem.read(Files.exists(key) ? List.of(read(path), read(key)) : List.of(read(path)));
        } catch (CertificateFault | InvalidPathException fault) {
            throw new CertificateFault("'" + file + "': " + fault.getMessage());
        }
    }

    private static X509CRL list(byte[] der) throws CertificateFault {
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
        } catch (CRLException | CertificateException e) {
            throw new CertificateFault("a revocation list in it cannot be read");
        }
    }

    /** Manual section 5.1, {@code ca-file}: of a folder the files with these endings, but not those that begin with a dot. */
    private static Iterable<Path> paths(String file) throws CertificateFault {
        try {
            Path path = Path.of(file);
            if (!Files.isDirectory(path)) {
                return List.of(path);
            }
            Set<Path> sorted = new TreeSet<>();
            try (DirectoryStream<Path> folder = Files.newDirectoryStream(path, "[!.]*.{pem,crt,cer,crl}")) {
                folder.forEach(sorted::add);
            }
            return sorted;
        } catch (IOException | InvalidPathException e) {
            throw new CertificateFault("'" + file + "' cannot be read");
        }
    }

    private static byte[] read(Path file) throws CertificateFault {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new CertificateFault("the file does not exist");
        } catch (java.nio.file.AccessDeniedException e) {
            throw new CertificateFault("the file cannot be read: permission denied");
        } catch (IOException e) {
            throw new CertificateFault("the file cannot be read");
        }
    }

    private static CertificateFault named(Path file, CertificateFault fault) {
        return new CertificateFault("'" + file + "': " + fault.getMessage());
    }
}
