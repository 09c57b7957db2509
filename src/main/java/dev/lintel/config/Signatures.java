package dev.lintel.config;

import dev.lintel.base.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * The algorithms that a certificate may sign a handshake with, in OpenSSL's spelling (SSL_CTX_set1_sigalgs_list): the schemes of TLS 1.3,
 * or a kind of key with a digest.
 */
final class Signatures {
    /** @param number of RFC 8446 section 4.2.3; 0: OpenSSL has it and this library has not */
    private record Algorithm(String name, int number) {}

    private static final Table<Algorithm> TABLE = Table.of(Algorithm::name, algorithms());

    private Signatures() {}

    private static List<Algorithm> algorithms() {
        List<Algorithm> all = new ArrayList<>();
        all.add(new Algorithm("ed25519", 0x0807));
        all.add(new Algorithm("ed448", 0));
        List<String> digests = List.of("1", "224", "256", "384", "512");
        for (int i = 0; i < digests.size(); i++) {
            String digest = digests.get(i);
            int code = i + 2;
            boolean had = code != 3;
            boolean strong = code > 3;
            all.add(new Algorithm("RSA+SHA" + digest, had ? code << 8 | 1 : 0));
            all.add(new Algorithm("ECDSA+SHA" + digest, had ? code << 8 | 3 : 0));
            all.add(new Algorithm("DSA+SHA" + digest, 0));
            all.add(new Algorithm("rsa_pkcs1_sha" + digest, had ? code << 8 | 1 : 0));
            if (strong) {
                all.add(new Algorithm("RSA-PSS+SHA" + digest, 0x0800 | code));
                all.add(new Algorithm("PSS+SHA" + digest, 0x0800 | code));
                all.add(new Algorithm("rsa_pss_rsae_sha" + digest, 0x0800 | code));
                all.add(new Algorithm("rsa_pss_pss_sha" + digest, 0));
            }
        }
        all.add(new Algorithm("ecdsa_secp256r1_sha256", 0x0403));
        all.add(new Algorithm("ecdsa_secp384r1_sha384", 0x0503));
        all.add(new Algorithm("ecdsa_secp521r1_sha512", 0x0603));
        return all;
    }

    /** {@code ECDSA+SHA256:rsa_pss_rsae_sha256}, the best first. */
    static List<Integer> read(Cursor words) {
        String text = words.text("signature algorithms such as ECDSA+SHA256:RSA-PSS+SHA256");
        List<Integer> numbers = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : text.split(":", -1)) {
            Algorithm known = TABLE.find(name);
            if (known == null) {
                throw words.fail("'" + words.subject() + "' expects signature algorithms such as"
                        + " ECDSA+SHA256:RSA-PSS+SHA256, not '" + name + "'"
                        + (name.equals(text) ? "" : " in '" + text + "'") + TABLE.didYouMean(name));
            }
            if (known.number == 0) {
                missing.add(name);
            } else if (numbers.contains(known.number)) {
                throw words.fail("'" + words.subject() + " " + text + "' has '" + name + "' twice; leave one out");
            } else {
                numbers.add(known.number);
            }
        }
        if (numbers.isEmpty()) {
            throw words.fail("'" + words.subject() + " " + text + "' leaves no signature algorithm that the TLS library"
                    + " has; it has ed25519, and ECDSA, RSA-PSS and RSA with SHA256, SHA384 and SHA512");
        }
        if (!missing.isEmpty()) {
            words.hint("'" + words.subject() + "' goes on without " + String.join(", ", missing)
                    + ", which the TLS library does not have");
        }
        return List.copyOf(numbers);
    }
}
