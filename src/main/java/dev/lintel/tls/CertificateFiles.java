package dev.lintel.tls;

import dev.lintel.model.CertificateSpec;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
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
     * Reads a certificate whose spec names a file.
     *
     * @throws CertificateFault with a sentence that names the file
     */
    public static Certificate load(CertificateSpec spec) throws CertificateFault {
        List<Path> files = files(spec);
        List<byte[]> texts = new ArrayList<>();
        Path crt = files.getFirst();
        texts.add(read(crt));
        Path key = files.get(1);
        if (spec.key() != null || Files.exists(key)) {
            texts.add(read(key));
        }
        Path issuer = files.get(2);
        if (spec.issuer() != null || Files.exists(issuer)) {
            texts.add(read(issuer));
        }
        Path ocsp = files.get(3);
        byte @Nullable [] answer = spec.ocsp() != null || Files.exists(ocsp) ? read(ocsp) : null;
        try {
            return Pem.read(texts, answer);
        } catch (CertificateFault e) {
            throw new CertificateFault("'" + crt + "': " + e.getMessage());
        }
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
            throw new CertificateFault("'" + file + "' may not be read by this user");
        } catch (IOException e) {
            throw new CertificateFault("'" + file + "' cannot be read: " + e.getMessage());
        }
    }
}
