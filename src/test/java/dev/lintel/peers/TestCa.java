package dev.lintel.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** A certificate authority in memory, for certificates as they should be and as they should not. Immutable, for any thread. */
public final class TestCa {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String COMMON_NAME = "2.5.4.3";

    private final byte[] name;
    private final KeyPair keys;
    private final byte[] certificate;
    /** The certificate of whoever signed ours, null for a root. */
    private final TestCa issuer;

    private TestCa(String name, TestCa issuer) {
        this.name = distinguished(name);
        this.keys = ec();
        this.issuer = issuer;
        List<byte[]> extensions = List.of(
                extension("2.5.29.19", true, Der.sequence(Der.bool(true))),
                extension("2.5.29.15", true, Der.value(3, new byte[] {1, 0x06})));
        Instant now = Instant.now();
        this.certificate = (issuer == null ? this : issuer)
                .signed(
                        this.name,
                        keys.getPublic(),
                        now.minus(1, ChronoUnit.DAYS),
                        now.plus(3650, ChronoUnit.DAYS),
                        extensions);
    }

    public static TestCa root(String name) {
        return new TestCa(name, null);
    }

    public TestCa intermediate(String name) {
        return new TestCa(name, this);
    }

    /** Our certificate, for the trust of a peer. */
    public String pem() {
        return Der.pem("CERTIFICATE", certificate);
    }

    public Path writeTo(Path file) {
        return write(file, pem());
    }

    /** A certificate for these names (or addresses), valid from yesterday for 90 days, with an ECDSA key, until told otherwise. */
    public Order order(String... names) {
        return new Order(names);
    }

    /** Shorthand for {@code order(names).issue()}. */
    public Issued issue(String... names) {
        return order(names).issue();
    }

    /** What a certificate shall be. */
    public final class Order {
        private final List<String> names;
        private KeyPair pair;
        private String subject;
        private Instant from = Instant.now().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        private Instant until = from.plus(91, ChronoUnit.DAYS);
        private String usage = "1.3.6.1.5.5.7.3.1";
        private final List<byte[]> more = new ArrayList<>();

        private Order(String... names) {
            this.names = List.of(names);
            this.subject = names.length == 0 ? "nobody" : names[0];
        }

        public Order subject(String commonName) {
            subject = commonName;
            return this;
        }

        public Order rsa(int bits) {
            pair = TestCa.rsa(bits);
            return this;
        }

        public Order keys(KeyPair keys) {
            pair = keys;
            return this;
        }

        public Order client() {
            usage = "1.3.6.1.5.5.7.3.2";
            return this;
        }

        public Order valid(Instant since, Instant to) {
            from = since;
            until = to;
            return this;
        }

        public Order validFor(Duration time) {
            return valid(Instant.now().minusSeconds(1), Instant.now().plus(time));
        }

        public Order expired() {
            return valid(Instant.now().minus(20, ChronoUnit.DAYS), Instant.now().minus(1, ChronoUnit.DAYS));
        }

        public Order notYetValid() {
            return valid(Instant.now().plus(1, ChronoUnit.DAYS), Instant.now().plus(20, ChronoUnit.DAYS));
        }

        /** RFC 7633: answers must be stapled. */
        public Order mustStaple() {
            more.add(extension("1.3.6.1.5.5.7.1.24", false, Der.sequence(Der.integer(5))));
            return this;
        }

        /** RFC 5280 section 4.2.2.1: where its issuer's certificate lies. */
        public Order issuerAt(String url) {
            byte[] place = Der.value(0x86, url.getBytes(StandardCharsets.US_ASCII));
            byte[] access = Der.sequence(Der.oid("1.3.6.1.5.5.7.48.2"), place);
            more.add(extension("1.3.6.1.5.5.7.1.1", false, Der.sequence(access)));
            return this;
        }

        public Issued issue() {
            KeyPair own = pair == null ? ec() : pair;
            List<byte[]> extensions = new ArrayList<>(more);
            if (!names.isEmpty()) {
                byte[][] alternatives = names.stream().map(TestCa::generalName).toArray(byte[][]::new);
                extensions.add(extension("2.5.29.17", false, Der.sequence(alternatives)));
            }
            extensions.add(extension("2.5.29.37", false, Der.sequence(Der.oid(usage))));
            BigInteger serial = new BigInteger(120, RANDOM).setBit(110);
            byte[] der = signed(serial, distinguished(subject), own.getPublic(), from, until, extensions);
            StringBuilder chain = new StringBuilder();
            for (TestCa ca = TestCa.this; ca.issuer != null; ca = ca.issuer) chain.append(ca.pem());
            return new Issued(Der.pem("CERTIFICATE", der), chain.toString(), own, serial);
        }
    }

    /**
     * A certificate with its key.
     *
     * @param certificate the leaf alone
     * @param chain the intermediates, without the root; may be empty
     */
    public record Issued(String certificate, String chain, KeyPair keys, BigInteger serial) {
        public String key() {
            return Der.pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        }

        /** As certbot's two files concatenated: what HAProxy reads. */
        public String pem() {
            return certificate + chain + key();
        }

        /** The key behind a password, PKCS#8 with PBES2. */
        public String encryptedKey(String password) {
            try {
                String algorithm = "PBEWithHmacSHA256AndAES_256";
                Cipher cipher = Cipher.getInstance(algorithm);
                cipher.init(
                        Cipher.ENCRYPT_MODE,
                        SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())));
                byte[] hidden = cipher.doFinal(keys.getPrivate().getEncoded());
                byte[] scheme = Der.sequence(
                        Der.oid("1.2.840.113549.1.5.13"), cipher.getParameters().getEncoded());
                return Der.pem("ENCRYPTED PRIVATE KEY", Der.sequence(scheme, Der.octets(hidden)));
            } catch (GeneralSecurityException | IOException e) {
                throw new AssertionError(e);
            }
        }

        public Path writeTo(Path file) {
            return write(file, pem());
        }
    }

    /** A list of what we have revoked, valid for a day. */
    public String revocations(Issued... revoked) {
        Instant now = Instant.now();
        byte[][] rows = Arrays.stream(revoked)
                .map(r -> Der.sequence(Der.integer(r.serial()), Der.time(now.minusSeconds(3600))))
                .toArray(byte[][]::new);
        byte[] list = Der.sequence(
                Der.integer(1),
                algorithm(),
                name,
                Der.time(now.minusSeconds(3600)),
                Der.time(now.plus(1, ChronoUnit.DAYS)),
                rows.length == 0 ? new byte[0] : Der.sequence(rows),
                Der.tagged(0, Der.sequence(extension("2.5.29.20", false, Der.integer(1)))));
        return Der.pem("X509 CRL", Der.sequence(list, algorithm(), Der.bits(signature(list))));
    }

    /**
     * What we answer by OCSP about a serial number.
     *
     * @param status null: good
     * @param until null: it is not told
     */
    public byte[] answer(BigInteger serial, CertificateStatus status, Instant from, Instant until) {
        try {
            X509CertificateHolder self = new X509CertificateHolder(certificate);
            CertificateID about = new CertificateID(
                    new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1), self, serial);
            BasicOCSPResp answer = new BasicOCSPRespBuilder(new RespID(self.getSubject()))
                    .addResponse(about, status, Date.from(from), until == null ? null : Date.from(until), null)
                    .build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()),
                            null,
                            Date.from(from));
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, answer)
                    .getEncoded();
        } catch (OCSPException | OperatorCreationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** That all is well, for a day. */
    public byte[] answer(BigInteger serial) {
        Instant now = Instant.now();
        return answer(serial, CertificateStatus.GOOD, now.minusSeconds(60), now.plus(1, ChronoUnit.DAYS));
    }

    public static KeyPair rsa(int bits) {
        return pair("RSA", bits, null);
    }

    public static KeyPair ec() {
        return pair("EC", 0, "secp256r1");
    }

    private static KeyPair pair(String algorithm, int bits, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (curve == null) generator.initialize(bits);
            else generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] signed(byte[] subject, PublicKey key, Instant from, Instant until, List<byte[]> extensions) {
        return signed(new BigInteger(120, RANDOM).setBit(110), subject, key, from, until, extensions);
    }

    private byte[] signed(
            BigInteger serial, byte[] subject, PublicKey key, Instant from, Instant until, List<byte[]> extensions) {
        List<byte[]> all = new ArrayList<>(extensions);
        // RFC 7093: a hash of the key that tells keys apart.
        all.add(extension("2.5.29.14", false, Der.octets(keyId(key))));
        all.add(extension("2.5.29.35", false, Der.sequence(Der.value(0x80, keyId(keys.getPublic())))));
        byte[] body = Der.sequence(
                Der.tagged(0, Der.integer(2)),
                Der.integer(serial),
                algorithm(),
                name,
                Der.sequence(Der.time(from), Der.time(until)),
                subject,
                key.getEncoded(),
                Der.tagged(3, Der.sequence(all.toArray(byte[][]::new))));
        return Der.sequence(body, algorithm(), Der.bits(signature(body)));
    }

    private byte[] signature(byte[] what) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(what);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] keyId(PublicKey key) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), 20);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** ecdsa-with-SHA256. */
    private static byte[] algorithm() {
        return Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    }

    private static byte[] distinguished(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(commonName))));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static byte[] generalName(String name) {
        if (name.matches("[0-9.]+|.*:.*")) {
            try {
                return Der.value(0x87, InetAddress.ofLiteral(name).getAddress());
            } catch (IllegalArgumentException e) {
                throw new AssertionError(e);
            }
        }
        return Der.value(0x82, name.getBytes(StandardCharsets.US_ASCII));
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
