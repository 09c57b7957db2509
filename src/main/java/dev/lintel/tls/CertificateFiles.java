package dev.lintel.tls;

import dev.lintel.model.CertificateSpec;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the files of a certificate, and tells whether they have changed. Blocks; for the control plane. */
public final class CertificateFiles {
    private static final String CHAIN = "fullchain.pem";
    private static final String KEY = "privkey.pem";
    private static final long MAX_BYTES = 1 << 20;

    private CertificateFiles() {}

    /** What tells one state of some files from another. */
    public record Stamp(List<String> states) {}

    /** The files that are read for a spec, whether they exist or not: those that must be there first. */
    private static List<Path> files(CertificateSpec spec) {
        List<Path> files = new ArrayList<>();
        Path crt = Path.of(spec.crt());
        if (Files.isDirectory(crt)) {
            files.add(crt.resolve(CHAIN));
            files.add(crt.resolve(KEY));
        } else {
            files.add(crt);
            files.add(Path.of(spec.key() != null ? spec.key() : spec.crt() + ".key"));
        }
        files.add(Path.of(spec.issuer() != null ? spec.issuer() : spec.crt() + ".issuer"));
        files.add(Path.of(spec.ocsp() != null ? spec.ocsp() : spec.crt() + ".ocsp"));
        return files;
    }

    /** The state of the files as it is now; symbolic links are followed. */
    public static Stamp stamp(CertificateSpec spec) {
        List<String> states = new ArrayList<>();
        for (Path file : files(spec)) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                states.add(attributes.lastModifiedTime().toMillis() + " " + attributes.size() + " "
                        + attributes.fileKey());
            } catch (IOException e) {
                states.add("none");
            }
        }
        return new Stamp(states);
    }

    /**
     * Reads a certificate whose spec names a file, with what it is served with: what completes its chain, and what is stapled.
     *
     * @throws CertificateFault with a sentence that names the file
     */
    public static Certificate load(CertificateSpec spec, IssuerFolder issuers) throws CertificateFault {
        Certificate read = issuers.complete(load(spec));
        Path file = files(spec).get(3);
        if (spec.ocsp() == null && !Files.exists(file)) {
            return read;
        }
        byte[] answer = read(file);
        if (read.issuer() == null) {
            throw new CertificateFault("'" + file
                    + "' is there, so answers of OCSP are to be stapled, but the issuer of"
                    + " the certificate is not known; put it behind the certificate in '" + spec.crt() + "', or into '"
                    + spec.crt() + ".issuer'");
        }
        if (answer.length == 0) {
            return read;
        }
        try {
            return read.withOcsp(OcspAnswer.read(answer, read.leaf(), read.issuer(), Instant.now()));
        } catch (CertificateFault e) {
            return read.withoutOcsp("'" + file + "': " + e.getMessage());
        }
    }

    /**
     * Reads a certificate whose spec names a file, alone.
     *
     * @throws CertificateFault with a sentence that names the file
     */
    public static Certificate load(CertificateSpec spec) throws CertificateFault {
        List<Path> files = files(spec);
        Path crt = files.getFirst();
        List<Pem.Block> blocks = new ArrayList<>(blocks(crt));
        key(spec, files.get(1), blocks);
        X509Certificate issuer = issuer(spec, files.get(2));
        try {
            return Pem.assemble(blocks).withIssuer(issuer);
        } catch (CertificateFault e) {
            throw new CertificateFault("'" + crt + "': " + e.getMessage());
        }
    }

    /** Who looks at answers of OCSP needs it; nobody is sent it, as in HAProxy. Null: there is no such file. */
    private static @Nullable X509Certificate issuer(CertificateSpec spec, Path file) throws CertificateFault {
        if (spec.issuer() == null && !Files.exists(file)) {
            return null;
        }
        byte[] text = read(file);
        try {
            List<X509Certificate> found = Pem.certificates(text);
            return found.isEmpty() ? null : found.getFirst();
        } catch (CertificateFault e) {
            throw new CertificateFault("'" + file + "': " + e.getMessage());
        }
    }

    /** A key that is named goes before one in the certificate's own file; one that is found beside it only stands in for it. */
    private static void key(CertificateSpec spec, Path key, List<Pem.Block> blocks) throws CertificateFault {
        if (spec.key() != null) {
            blocks.removeIf(PemKeys::isKey);
        } else if (hasKey(blocks) || !Files.exists(key)) {
            return; // a lack of both is told by who puts them together
        }
        List<Pem.Block> found = new ArrayList<>(blocks(key));
        found.removeIf(block -> !PemKeys.isKey(block));
        if (found.isEmpty()) {
            throw new CertificateFault("'" + key + "': there is no private key in it");
        }
        blocks.addAll(found);
    }

    private static boolean hasKey(List<Pem.Block> blocks) {
        for (Pem.Block block : blocks) {
            if (PemKeys.isKey(block)) {
                return true;
            }
        }
        return false;
    }

    private static List<Pem.Block> blocks(Path file) throws CertificateFault {
        byte[] text = read(file);
        try {
            return Pem.blocks(text);
        } catch (CertificateFault e) {
            throw new CertificateFault("'" + file + "': " + e.getMessage());
        }
    }

    /** The system's own words, such as those of a link that leads to itself. */
    private static String reason(IOException e) {
        String said = e instanceof FileSystemException system ? system.getReason() : null;
        return said == null ? "input/output error" : said.substring(0, 1).toLowerCase(Locale.ROOT) + said.substring(1);
    }

    private static byte[] read(Path file) throws CertificateFault {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new CertificateFault("'" + file + "' is larger than 1 MiB, which no certificate is");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new CertificateFault("'" + file + "' does not exist");
        } catch (AccessDeniedException e) {
            throw new CertificateFault("'" + file + "' may not be read by this user; let it, or start as one who may");
        } catch (IOException e) {
            throw new CertificateFault("'" + file + "' "
                    + (Files.isDirectory(file) ? "is a folder, and a file is needed" : "cannot be read: " + reason(e)));
        }
    }
}
