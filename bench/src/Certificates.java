import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes the certificates that all peers share: one PEM file per name with the certificate and its own key, signed by itself.
 * Ten thousand calls of a program would take minutes, ten thousand signatures take seconds; so the few bytes of DER
 * (RFC 5280 section 4.1) are written here.
 */
final class Certificates {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BITS = 0x03;
    private static final int OCTETS = 0x04;
    private static final int UTF8 = 0x0c;
    private static final int UTC_TIME = 0x17;
    /** A name of DNS within a subjectAltName. */
    private static final int DNS_NAME = 0x82;

    private static final int EXPLICIT_0 = 0xa0;
    private static final int EXPLICIT_3 = 0xa3;

    private static final byte[] ECDSA_WITH_SHA256 = {0x06, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};
    private static final byte[] SHA256_WITH_RSA = {
        0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 0x0b, 5, 0
    };
    private static final byte[] COMMON_NAME = {0x06, 3, 0x55, 4, 3};
    private static final byte[] SUBJECT_ALT_NAME = {0x06, 3, 0x55, 0x1d, 0x11};
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final Map<Tls, Path> made = new HashMap<>();

    Certificates(Path folder) {
        this.folder = folder;
    }

    /** What a configuration names: one file, or a folder of many. */
    Path of(Tls tls) throws IOException {
        Path known = made.get(tls);
        if (known != null) {
            return known;
        }
        Path home = Files.createDirectories(folder.resolve("certificates-" + tls.key() + "-" + tls.certificates()));
        if (tls.certificates() > 1) {
            System.out.println("Making " + tls.certificates() + " certificates ...");
        }
        for (int i = 1; i <= tls.certificates(); i++) {
            renew(home, tls, i);
        }
        Path crt = tls.certificates() > 1 ? home : file(home, 1);
        made.put(tls, crt);
        return crt;
    }

    static Path file(Path folder, int number) {
        return folder.resolve(Setup.host(number) + ".pem");
    }

    /** Writes a certificate with a new key in one move, so that nobody reads half of it; returns its serial number. */
    static long renew(Path folder, Tls tls, int number) throws IOException {
        long serial = RANDOM.nextLong(1L << 55, 1L << 62);
        try {
            KeyPair pair = pair(tls.key());
            byte[] certificate = certificate(Setup.host(number), serial, pair, tls.key());
            String text = pem("CERTIFICATE", certificate)
                    + pem("PRIVATE KEY", pair.getPrivate().getEncoded());
            Path next = Files.writeString(folder.resolveSibling("next.pem"), text);
            Files.move(
                    next, file(folder, number), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return serial;
    }

    private static KeyPair pair(Tls.Key key) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(key.name());
        switch (key) {
            case EC -> generator.initialize(new ECGenParameterSpec("secp256r1"));
            case RSA -> generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    private static byte[] certificate(String name, long serial, KeyPair pair, Tls.Key key)
            throws GeneralSecurityException {
        byte[] algorithm = der(SEQUENCE, key == Tls.Key.EC ? ECDSA_WITH_SHA256 : SHA256_WITH_RSA);
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        byte[] subject = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, text))));
        byte[] names = der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTETS, der(SEQUENCE, der(DNS_NAME, text))));
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        byte[] body = der(
                SEQUENCE,
                der(EXPLICIT_0, der(INTEGER, new byte[] {2})),
                der(INTEGER, java.math.BigInteger.valueOf(serial).toByteArray()),
                algorithm,
                subject,
                der(SEQUENCE, time(now.minusDays(1)), time(now.plusDays(90))),
                subject,
                pair.getPublic().getEncoded(),
                der(EXPLICIT_3, der(SEQUENCE, names)));
        Signature signature = Signature.getInstance(key == Tls.Key.EC ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(body);
        return der(SEQUENCE, body, algorithm, der(BITS, new byte[1], signature.sign()));
    }

    private static byte[] time(ZonedDateTime at) {
        return der(UTC_TIME, UTC.format(at).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length > 255) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length > 127) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
