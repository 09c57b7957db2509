package dev.lintel.acme;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/** Makes keys, writes them as PEM, and reads them back with the public half that a PEM of the private one leaves out. */
final class KeyPairs {
    /** Curves that CAs sign, under the names that OpenSSL, NIST and the JDK have for them. */
    private static final List<List<String>> CURVES = List.of(
            List.of("secp256r1", "P-256", "prime256v1"), List.of("secp384r1", "P-384"), List.of("secp521r1", "P-521"));

    private KeyPairs() {}

    /** @param type as {@link Ordered#keyType} has it: {@code RSA 2048}, {@code ECDSA P-384} */
    static KeyPair make(String type) throws OrderFault {
        String[] words = type.split(" ");
        try {
            if (words[0].equals("RSA")) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(Integer.parseInt(words[1]));
                return generator.generateKeyPair();
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve(words[1])));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new OrderFault("a key of the type " + type + " cannot be made");
        }
    }

    private static String curve(String name) throws OrderFault {
        for (List<String> names : CURVES) {
            for (String each : names) {
                if (each.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                    return names.getFirst();
                }
            }
        }
        throw new OrderFault("'curves' expects P-256, P-384 or P-521, not '" + name + "'");
    }

    /** PKCS#8 in PEM (RFC 7468 section 10). */
    static String write(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    static String pem(String label, byte[] der) {
        byte[] newline = {'\n'};
        String text = Base64.getMimeEncoder(64, newline).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A key in PKCS#8, PKCS#1 or SEC1. */
    static KeyPair read(String pem) throws OrderFault {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof PrivateKeyInfo info) {
                    return pair(info);
                }
                if (block instanceof PEMKeyPair both) {
                    return pair(both.getPrivateKeyInfo());
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new OrderFault("the key cannot be read");
        }
        throw new OrderFault("there is no private key in it that can be read without a password");
    }

    private static KeyPair pair(PrivateKeyInfo info) throws IOException, GeneralSecurityException {
        AsymmetricKeyParameter half = PrivateKeyFactory.createKey(info);
        AsymmetricKeyParameter other = switch (half) {
            case ECPrivateKeyParameters ec ->
                new ECPublicKeyParameters(ec.getParameters().getG().multiply(ec.getD()), ec.getParameters());
            case RSAPrivateCrtKeyParameters rsa ->
                new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
            default -> throw new GeneralSecurityException("neither EC nor RSA");
        };
        KeyFactory factory = KeyFactory.getInstance(half instanceof ECPrivateKeyParameters ? "EC" : "RSA");
        PublicKey open = factory.generatePublic(new X509EncodedKeySpec(
                SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(other).getEncoded()));
        return new KeyPair(open, factory.generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded())));
    }
}
