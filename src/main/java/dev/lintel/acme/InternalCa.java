package dev.lintel.acme;

import dev.lintel.tls.CertificateFault;
import dev.lintel.tls.Pem;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Our own authority, for names that no public CA will sign ({@code directory internal}): a root in the store, made at its first use, and
 * leaves that it signs. Any thread.
 */
public final class InternalCa {
    private static final String ROOT = "root.pem";
    private static final Duration ROOT_LIFE = Duration.ofDays(3652);
    /** Browsers take 398 days at most; what renews itself needs no more than this. */
    static final Duration LEAF_LIFE = Duration.ofDays(30);

    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

    private final Path folder;
    private final Clock clock;
    private @Nullable String news;

    InternalCa(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** The root of the store in that folder, in PEM: what clients are to trust; null where none has been made yet. */
    public static @Nullable String exported(Path store) throws StoreFault {
        InternalCa ca = new InternalCa(new Store(store).internal(), Clock.systemUTC());
        Path file = ca.folder.resolve(ROOT);
        try {
            String pem = Files.readString(file);
            Pem.certificates(KeyPairs.ascii(pem));
            return pem;
        } catch (NoSuchFileException e) {
            return null;
        } catch (AccessDeniedException e) {
            throw new StoreFault("'" + file + "' cannot be read: permission denied; whoever runs Lintel may read it");
        } catch (IOException e) {
            throw new StoreFault("'" + file + "' cannot be read: " + e.getMessage());
        } catch (CertificateFault e) {
            throw new StoreFault("'" + file + "' holds no certificate: " + e.getMessage());
        }
    }

    /** Makes the root of the store in that folder where there is none, before anything runs. */
    public static void prepare(Path folder) throws StoreFault {
        try (Store store = new Store(folder)) {
            if (!store.lock()) {
                if (exported(folder) != null) {
                    return;
                }
                throw new StoreFault("another process of Lintel holds the store '" + folder + "'");
            }
            new InternalCa(store.internal(), Clock.systemUTC()).root();
        }
    }

    /** Where the root of the store in that folder is kept. */
    public static Path rootFile(Path store) {
        return new Store(store).internal().resolve(ROOT);
    }

    private record Root(String pem, X509Certificate certificate, KeyPair keys) {}

    /** Called by whoever holds the store's lock. */
    private synchronized Root root() throws StoreFault {
        Path file = folder.resolve(ROOT);
        Path keyFile = folder.resolve("root.key");
        try {
            Root stored = Files.exists(file) && Files.exists(keyFile) ? stored(file, keyFile) : null;
            if (stored != null
                    && stored.certificate
                            .getNotAfter()
                            .toInstant()
                            .isAfter(clock.instant().plus(LEAF_LIFE))) {
                return stored;
            }
            Root made = make();
            Durable.folder(folder);
            if (stored != null) {
                // Whatever happens in between, no key stands beside a certificate of another one.
                Files.delete(file);
                Durable.sync(folder);
            }
            // The key first: a root without its key would be trusted for nothing.
            Durable.write(keyFile, KeyPairs.ascii(KeyPairs.write(made.keys.getPrivate())));
            Durable.write(file, KeyPairs.ascii(made.pem));
            news = "Lintel's own authority has a new root, '" + file + "'"
                    + (stored == null
                            ? ""
                            : ", for the one before ends at "
                                    + stored.certificate.getNotAfter().toInstant())
                    + "; clients have to trust it, and 'lintel ca' writes it";
            return made;
        } catch (IOException e) {
            throw new StoreFault("the internal CA in '" + folder + "' cannot be read or written: " + e.getMessage());
        } catch (CertificateFault | OrderFault | RuntimeException e) {
            throw new StoreFault("the internal CA in '" + folder + "' cannot be read (" + e.getMessage()
                    + "); move root.pem and root.key away to get a new one");
        }
    }

    /** What has to be told since it was asked last, or null. */
    synchronized @Nullable String news() {
        String told = news;
        news = null;
        return told;
    }

    private static Root stored(Path file, Path keyFile) throws IOException, CertificateFault, OrderFault, StoreFault {
        String pem = Files.readString(file);
        X509Certificate certificate =
                Pem.certificates(pem.getBytes(StandardCharsets.US_ASCII)).getFirst();
        KeyPair keys = KeyPairs.read(Files.readString(keyFile));
        if (!Arrays.equals(
                certificate.getPublicKey().getEncoded(), keys.getPublic().getEncoded())) {
            throw new StoreFault("the internal CA in '" + file.getParent()
                    + "': root.pem and root.key do not belong together, and what such a pair signs nobody can verify;"
                    + " bring back the one that belongs to the other, or move both away to get a new root");
        }
        return new Root(pem, certificate, keys);
    }

    private Root make() throws OrderFault {
        KeyPair keys = KeyPairs.make("ECDSA P-256");
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "this host";
        }
        X500Name name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "Lintel")
                .addRDN(BCStyle.CN, shorten("Lintel internal CA of " + host))
                .build();
        try {
            X509v3CertificateBuilder builder = builder(name, name, keys, ROOT_LIFE);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            X509Certificate certificate = sign(builder, keys);
            return new Root(KeyPairs.pem("CERTIFICATE", certificate.getEncoded()), certificate, keys);
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new OrderFault("a root cannot be made: " + e.getMessage());
        }
    }

    private static String shorten(String name) {
        return name.length() > 64 ? name.substring(0, 64) : name;
    }

    /** A certificate for what was ordered. */
    CertificateFolder.Stored issue(Ordered ordered, @Nullable String keepKey) throws OrderFault, StoreFault {
        Root root = root();
        KeyPair keys = keepKey == null ? KeyPairs.make(ordered.keyType()) : KeyPairs.read(keepKey);
        try {
            X509Certificate leaf = sign(leaf(root, ordered, keys), root.keys);
            // Whoever trusts the root has it; sending it would only make handshakes longer.
            String chain = KeyPairs.pem("CERTIFICATE", leaf.getEncoded());
            return new CertificateFolder.Stored(
                    KeyPairs.ascii(chain), KeyPairs.ascii(KeyPairs.write(keys.getPrivate())), ordered, Plan.INTERNAL);
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new OrderFault("the internal CA cannot sign: " + e.getMessage());
        }
    }

    private X509v3CertificateBuilder leaf(Root root, Ordered ordered, KeyPair keys)
            throws GeneralSecurityException, CertIOException {
        String first = shorten(ordered.subjects().getFirst());
        X500Name subject =
                new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, first).build();
        X500Name issuer =
                X500Name.getInstance(root.certificate.getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder builder = builder(issuer, subject, keys, LEAF_LIFE);
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                extensions.createAuthorityKeyIdentifier(root.certificate.getPublicKey()));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(keys.getPublic()));
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives(ordered));
        return builder;
    }

    private static GeneralNames alternatives(Ordered ordered) {
        GeneralName[] names = new GeneralName[ordered.subjects().size()];
        int at = 0;
        for (String name : ordered.names()) {
            names[at++] = new GeneralName(GeneralName.dNSName, name);
        }
        for (String ip : ordered.ips()) {
            names[at++] = new GeneralName(GeneralName.iPAddress, ip);
        }
        return new GeneralNames(names);
    }

    private X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys, Duration life) {
        Instant now = clock.instant();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, new SecureRandom()).setBit(126),
                Date.from(now.minus(CLOCKS_DIFFER)),
                Date.from(now.plus(life)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair by)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
    }
}
