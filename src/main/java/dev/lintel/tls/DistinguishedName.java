package dev.lintel.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** The name in a certificate, entry by entry as it is written there (RFC 5280 section 4.1.2.4). Immutable. */
public final class DistinguishedName {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int OID = 6;

    /** OpenSSL's short names of the kinds of entries. */
    private static final Map<String, String> KINDS = kinds("""
            2.5.4.3 CN 2.5.4.4 SN 2.5.4.5 serialNumber 2.5.4.6 C 2.5.4.7 L 2.5.4.8 ST 2.5.4.9 street 2.5.4.10 O 2.5.4.11 OU
            2.5.4.12 title 2.5.4.13 description 2.5.4.15 businessCategory 2.5.4.16 postalAddress 2.5.4.17 postalCode
            2.5.4.20 telephoneNumber 2.5.4.41 name 2.5.4.42 GN 2.5.4.43 initials 2.5.4.44 generationQualifier
            2.5.4.45 x500UniqueIdentifier 2.5.4.46 dnQualifier 2.5.4.65 pseudonym 2.5.4.97 organizationIdentifier
            0.9.2342.19200300.100.1.1 UID 0.9.2342.19200300.100.1.25 DC 1.2.840.113549.1.9.1 emailAddress
            1.2.840.113549.1.9.2 unstructuredName 1.3.6.1.4.1.311.60.2.1.1 jurisdictionL
            1.3.6.1.4.1.311.60.2.1.2 jurisdictionST 1.3.6.1.4.1.311.60.2.1.3 jurisdictionC""");

    /** One entry; {@code joined}: it belongs to the same set as the one before. */
    private record Entry(String kind, byte[] value, boolean joined) {}

    private final List<Entry> entries = new ArrayList<>();

    private DistinguishedName(byte[] der) {
        int[] whole = element(der, 0, der.length, SEQUENCE);
        for (int at = whole[0]; at < whole[1]; ) {
            int[] set = element(der, at, whole[1], SET);
            boolean joined = false;
            for (int in = set[0]; in < set[1]; ) {
                int[] pair = element(der, in, set[1], SEQUENCE);
                int[] oid = element(der, pair[0], pair[1], OID);
                int[] value = element(der, oid[1], pair[1], -1);
                byte[] bytes = java.util.Arrays.copyOfRange(der, value[0], value[1]);
                entries.add(new Entry(kind(der, oid[0], oid[1]), bytes, joined));
                joined = true;
                in = pair[1];
            }
            at = set[1];
        }
    }

    public static DistinguishedName of(X500Principal name) {
        return new DistinguishedName(name.getEncoded());
    }

    /**
     * The text of one entry.
     *
     * @param kind {@code CN}, {@code OU}, or a number with dots
     * @param occurrence the first is 1, the last -1; 0: the first
     * @return null where there is none, or where it has a zero byte
     */
    public byte @Nullable [] bytes(String kind, long occurrence) {
        long left = Math.max(Math.abs(occurrence), 1);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(occurrence < 0 ? entries.size() - 1 - i : i);
            if (entry.kind.equalsIgnoreCase(kind) && --left == 0) {
                return hasZero(entry.value) ? null : entry.value;
            }
        }
        return null;
    }

    /** The same as UTF-8. */
    public @Nullable String entry(String kind, long occurrence) {
        byte[] bytes = bytes(kind, occurrence);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** All of it as {@code /C=FR/CN=name}; null where there is a zero byte in it. */
    public byte @Nullable [] line() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        for (Entry entry : entries) {
            if (hasZero(entry.value)) {
                return null;
            }
            out.write('/');
            out.writeBytes(entry.kind.getBytes(StandardCharsets.US_ASCII));
            out.write('=');
            out.writeBytes(entry.value);
        }
        return out.toByteArray();
    }

    /** All of it as {@code CN=name,C=FR}, the last first (RFC 2253). */
    public byte @Nullable [] rfc2253() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        boolean joined = false;
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            if (hasZero(entry.value)) {
                return null;
            }
            if (i < entries.size() - 1) {
                out.write(joined ? '+' : ',');
            }
            out.writeBytes(entry.kind.getBytes(StandardCharsets.US_ASCII));
            out.write('=');
            escape(entry.value, out);
            joined = entry.joined;
        }
        return out.toByteArray();
    }

    private static void escape(byte[] value, ByteArrayOutputStream out) {
        for (int i = 0; i < value.length; i++) {
            int c = value[i] & 0xff;
            boolean edge = c == ' ' && (i == 0 || i == value.length - 1) || c == '#' && i == 0;
            if (c < 32 || c > 126) {
                out.write('\\');
                out.write(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                out.write(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            } else {
                if (edge || ",+\"\\<>;".indexOf(c) >= 0) {
                    out.write('\\');
                }
                out.write(c);
            }
        }
    }

    private static boolean hasZero(byte[] value) {
        for (byte each : value) {
            if (each == 0) {
                return true;
            }
        }
        return false;
    }

    /** Where the content of the element at that place begins and ends. */
    private static int[] element(byte[] der, int at, int end, int tag) {
        if (at + 2 > end || tag >= 0 && (der[at] & 0xff) != tag) {
            throw new IllegalArgumentException("no name");
        }
        int length = der[at + 1] & 0xff;
        int from = at + 2;
        if (length >= 0x80) {
            int count = length & 0x7f;
            length = 0;
            for (int i = 0; i < count && i < 4 && from < end; i++) {
                length = length << 8 | der[from++] & 0xff;
            }
        }
        if (length < 0 || length > end - from) {
            throw new IllegalArgumentException("no name");
        }
        return new int[] {from, from + length};
    }

    private static String kind(byte[] der, int from, int to) {
        StringBuilder oid = new StringBuilder();
        BigInteger number = BigInteger.ZERO;
        for (int i = from; i < to; i++) {
            number = number.shiftLeft(7).or(BigInteger.valueOf(der[i] & 0x7f));
            if ((der[i] & 0x80) == 0) {
                if (oid.isEmpty()) {
                    int first = Math.min(number.intValue() / 40, 2);
                    oid.append(first).append('.').append(number.subtract(BigInteger.valueOf(first * 40L)));
                } else {
                    oid.append('.').append(number);
                }
                number = BigInteger.ZERO;
            }
        }
        return KINDS.getOrDefault(oid.toString(), oid.toString());
    }

    private static Map<String, String> kinds(String text) {
        Map<String, String> kinds = new HashMap<>();
        String[] words = text.strip().split("\\s+");
        for (int i = 0; i < words.length; i += 2) {
            kinds.put(words[i], words[i + 1]);
        }
        return kinds;
    }
}
