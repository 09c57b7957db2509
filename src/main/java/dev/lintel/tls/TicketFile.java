package dev.lintel.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Reads the keys of session tickets that several machines share (manual section 5.1, {@code tls-ticket-keys}). */
final class TicketFile {
    private static final int LEAST = 3;
    /** Name, AES key and HMAC key of 16 bytes each. */
    private static final int BYTES = 48;

    private static final int LONG_BYTES = 80;
    private static final int PART = 16;

    private TicketFile() {}

    /** In the order in which they are tried: the last but one closes tickets, all of them open them. */
    static OpenSslSessionTicketKey[] read(String path) throws CertificateFault {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of(path), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new CertificateFault("the file of ticket keys '" + path + "' cannot be read");
        }
        List<OpenSslSessionTicketKey> keys = new ArrayList<>();
        for (String line : lines) {
            if (!line.isBlank()) {
                keys.add(key(path, line.strip()));
            }
        }
        if (keys.size() < LEAST) {
            throw new CertificateFault(
                    "'" + path + "' has to hold at least " + LEAST
                            + " ticket keys, one a line: an old one, the one in use, and the next one; make one by 'openssl rand -base64 48'");
        }
        OpenSslSessionTicketKey inUse = keys.remove(keys.size() - 2);
        keys.addFirst(inUse);
        return keys.toArray(new OpenSslSessionTicketKey[0]);
    }

    private static OpenSslSessionTicketKey key(String path, String line) throws CertificateFault {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(line);
        } catch (IllegalArgumentException e) {
            throw new CertificateFault("a ticket key in '" + path + "' is not base64");
        }
        if (bytes.length == LONG_BYTES) {
            throw new CertificateFault("the ticket keys in '" + path
                    + "' have 80 bytes, which the TLS library does not take; use keys of 48: openssl rand -base64 48");
        }
        if (bytes.length != BYTES) {
            throw new CertificateFault("a ticket key in '" + path + "' has " + bytes.length
                    + " bytes instead of 48; make one by 'openssl rand -base64 48'");
        }
        return new OpenSslSessionTicketKey(
                Arrays.copyOfRange(bytes, 0, PART),
                Arrays.copyOfRange(bytes, 2 * PART, BYTES),
                Arrays.copyOfRange(bytes, PART, 2 * PART));
    }
}
