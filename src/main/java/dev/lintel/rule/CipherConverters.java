package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BIN;
import static dev.lintel.rule.Args.Kind.STR_OR_VARIABLE;
import static dev.lintel.rule.Args.Kind.VARIABLE;
import static dev.lintel.rule.Converter.converter;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Converters that encrypt and decrypt with AES (manual section 7.3.1); nonce, key, tag and additional data are in base64. */
final class CipherConverters {
    private static final int TAG_BYTES = 16;
    private static final byte[] NONE = Bytes.EMPTY;
    private static final Args.Spec CBC = Args.Spec.of(Args.Kind.INT, "bits")
            .and(STR_OR_VARIABLE, "nonce")
            .and(STR_OR_VARIABLE, "key")
            .optional(STR_OR_VARIABLE, "aad");
    private static final Args.Spec GCM_ENC = Args.Spec.of(Args.Kind.INT, "bits")
            .and(STR_OR_VARIABLE, "nonce")
            .and(STR_OR_VARIABLE, "key")
            .and(VARIABLE, "aead_tag")
            .optional(STR_OR_VARIABLE, "aad");
    private static final Args.Spec GCM_DEC = Args.Spec.of(Args.Kind.INT, "bits")
            .and(STR_OR_VARIABLE, "nonce")
            .and(STR_OR_VARIABLE, "key")
            .and(STR_OR_VARIABLE, "aead_tag")
            .optional(STR_OR_VARIABLE, "aad");

    static final List<Converter> ROWS = List.of(
            converter("aes_cbc_enc", CBC, BIN, BIN, a -> cbc(a, Cipher.ENCRYPT_MODE)),
            converter("aes_cbc_dec", CBC, BIN, BIN, a -> cbc(a, Cipher.DECRYPT_MODE)),
            converter("aes_gcm_enc", GCM_ENC, BIN, BIN, CipherConverters::gcmEncrypt),
            converter("aes_gcm_dec", GCM_DEC, BIN, BIN, CipherConverters::gcmDecrypt));

    private CipherConverters() {}

    /** What is too short has no result, where HAProxy reads on behind it; the rest of what is too long is left out, as there. */
    private static boolean enough(byte[] block, int bytes) {
        return block != null && block.length >= bytes;
    }

    private static int keyBytes(Args a) {
        long bits = a.num(0, 0);
        if (bits != 128 && bits != 192 && bits != 256) {
            throw a.mistake("expects a key size of 128, 192 or 256 bits, not '" + bits + "'");
        }
        return (int) bits / 8;
    }

    private static Operands.Block optional(Args a, int i) {
        return a.has(i) ? Operands.base64(a, i) : x -> NONE;
    }

    private static Conversion cbc(Args a, int mode) {
        int keyBytes = keyBytes(a);
        Operands.Block nonce = Operands.base64(a, 1);
        Operands.Block key = Operands.base64(a, 2);
        return (x, s) -> {
            byte[] iv = nonce.value(x);
            byte[] secret = key.value(x);
            if (!enough(iv, 16) || !enough(secret, keyBytes)) {
                return false;
            }
            try {
                Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
                cipher.init(mode, new SecretKeySpec(secret, 0, keyBytes, "AES"), new IvParameterSpec(iv, 0, 16));
                return s.bin(cipher.doFinal(s.buf, s.off, s.len));
            } catch (GeneralSecurityException notDecryptable) {
                return false;
            }
        };
    }

    private static Conversion gcmEncrypt(Args a) {
        int keyBytes = keyBytes(a);
        Operands.Block nonce = Operands.base64(a, 1);
        Operands.Block key = Operands.base64(a, 2);
        Variable tag = a.as(3, Variable.class);
        Operands.Block data = optional(a, 4);
        return (x, s) -> {
            byte[] sealed = gcm(x, Cipher.ENCRYPT_MODE, keyBytes, nonce, key, data, s.copyBytes());
            if (sealed == null) {
                return false;
            }
            int length = sealed.length - TAG_BYTES;
            Sample register = x.operand;
            register.str(java.util.Base64.getEncoder().encode(Bytes.copy(sealed, length, TAG_BYTES)));
            tag.set(x, register);
            return s.bin(sealed, 0, length);
        };
    }

    private static Conversion gcmDecrypt(Args a) {
        int keyBytes = keyBytes(a);
        Operands.Block nonce = Operands.base64(a, 1);
        Operands.Block key = Operands.base64(a, 2);
        Operands.Block tag = Operands.base64(a, 3);
        Operands.Block data = optional(a, 4);
        return (x, s) -> {
            byte[] seal = tag.value(x);
            if (seal == null || seal.length != TAG_BYTES) {
                return false;
            }
            byte[] sealed = Arrays.copyOf(s.copyBytes(), s.len + TAG_BYTES);
            System.arraycopy(seal, 0, sealed, s.len, TAG_BYTES);
            byte[] plain = gcm(x, Cipher.DECRYPT_MODE, keyBytes, nonce, key, data, sealed);
            return plain != null && s.bin(plain);
        };
    }

    /** Encrypts and appends the tag, or checks the tag and decrypts; null where an operand is missing or the tag is wrong. */
    private static byte[] gcm(
            Exchange x,
            int mode,
            int keyBytes,
            Operands.Block nonce,
            Operands.Block key,
            Operands.Block data,
            byte[] text) {
        byte[] iv = nonce.value(x);
        byte[] secret = key.value(x);
        byte[] additional = data.value(x);
        if (!enough(iv, 1) || !enough(secret, keyBytes) || additional == null) {
            return null;
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(secret, 0, keyBytes, "AES"), new GCMParameterSpec(8 * TAG_BYTES, iv));
            cipher.updateAAD(additional);
            return cipher.doFinal(text);
        } catch (GeneralSecurityException wrongTag) {
            return null;
        }
    }
}
