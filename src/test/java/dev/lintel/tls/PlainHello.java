package dev.lintel.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A second reader of hellos, written straight down from the RFCs and slow; it says what it understood as a line of text. */
final class PlainHello {
    static final String MORE = "more";
    static final String REFUSED = "refused";

    /** A rule is broken. */
    private static final class Broken extends IOException {
        private static final long serialVersionUID = 1;
    }

    private PlainHello() {}

    static String read(byte[] bytes) {
        try {
            byte[] message = message(bytes);
            return message == null ? MORE : meaning(message);
        } catch (IOException e) {
            return REFUSED;
        }
    }

    /** The first handshake message, from as many records as it takes; null where some are still to come. */
    private static byte[] message(byte[] bytes) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        while (true) {
            if (in.available() == 0) {
                return null;
            }
            check(in.readUnsignedByte() == 22);
            if (in.available() == 0) {
                return null;
            }
            check(in.readUnsignedByte() == 3);
            if (in.available() < 3) {
                return null;
            }
            in.readUnsignedByte();
            int length = in.readUnsignedShort();
            check(length > 0 && length <= 16384);
            if (in.available() > 0 && message.size() == 0) {
                in.mark(1);
                check(in.readUnsignedByte() == 1);
                in.reset();
            }
            if (in.available() < length) {
                return null;
            }
            message.write(in.readNBytes(length));
            check(message.size() <= 65536);
            byte[] soFar = message.toByteArray();
            if (soFar.length >= 4) {
                int announced = 4 + ((soFar[1] & 255) * 65536 + (soFar[2] & 255) * 256 + (soFar[3] & 255));
                check(announced <= 65536 && soFar.length <= announced);
                if (soFar.length == announced) {
                    return soFar;
                }
            }
        }
    }

    private static String meaning(byte[] message) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
        in.readNBytes(4);
        check(in.readNBytes(34).length == 34);
        vector(in, 1);
        byte[] suites = vector(in, 2);
        check(suites.length % 2 == 0);
        boolean ecdsaSuite = false;
        for (int i = 0; i < suites.length; i += 2) {
            ecdsaSuite |= Set.of(
                            0x1301, 0x1302, 0x1303, 0x1304, 0x1305, 0xc006, 0xc007, 0xc008, 0xc009, 0xc00a, 0xc023,
                            0xc024, 0xc02b, 0xc02c, 0xc0ac, 0xc0ad, 0xc0ae, 0xc0af, 0xcca9)
                    .contains((suites[i] & 255) << 8 | suites[i + 1] & 255);
        }
        vector(in, 1);
        if (in.available() == 0) {
            return "null [] rsa";
        }
        DataInputStream extensions = new DataInputStream(new ByteArrayInputStream(vector(in, 2)));
        check(in.available() == 0);
        String name = "null";
        List<String> alpn = List.of();
        boolean rsa = true;
        boolean ecdsa = false;
        Set<Integer> seen = new HashSet<>();
        while (extensions.available() > 0) {
            int type = extensions.readUnsignedShort();
            byte[] content = vector(extensions, 2);
            DataInputStream part = new DataInputStream(new ByteArrayInputStream(content));
            if (type == 0) {
                check(seen.add(type));
                name = name(part);
            } else if (type == 16) {
                check(seen.add(type));
                alpn = protocols(part);
            } else if (type == 13) {
                byte[] list = vector(part, 2);
                rsa = false;
                for (int i = 0; i + 1 < list.length; i += 2) {
                    int algorithm = (list[i] & 255) << 8 | list[i + 1] & 255;
                    boolean modernRsa =
                            Set.of(0x804, 0x805, 0x806, 0x809, 0x80a, 0x80b).contains(algorithm);
                    rsa |= modernRsa || list[i + 1] == 1;
                    ecdsa |=
                            list[i] >= 0 && list[i] < 8 && list[i + 1] == 3 || algorithm == 0x807 || algorithm == 0x808;
                }
            }
        }
        return name + " " + alpn + (rsa ? " rsa" : "") + (ecdsa && ecdsaSuite ? " ecdsa" : "");
    }

    private static String name(DataInputStream in) throws IOException {
        DataInputStream list = new DataInputStream(new ByteArrayInputStream(vector(in, 2)));
        check(in.available() == 0 && list.available() > 0);
        int kind = list.readUnsignedByte();
        byte[] text = vector(list, 2);
        if (kind != 0) {
            return "null";
        }
        check(list.available() == 0 && text.length > 0 && text.length <= 255);
        for (byte b : text) {
            check(b > 32 && b < 127);
        }
        return new String(text, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    }

    private static List<String> protocols(DataInputStream in) throws IOException {
        DataInputStream list = new DataInputStream(new ByteArrayInputStream(vector(in, 2)));
        check(in.available() == 0);
        List<String> all = new ArrayList<>();
        while (list.available() > 0) {
            byte[] protocol = vector(list, 1);
            check(protocol.length > 0);
            all.add(new String(protocol, StandardCharsets.ISO_8859_1));
        }
        return all;
    }

    private static byte[] vector(DataInputStream in, int width) throws IOException {
        int length = width == 1 ? in.readUnsignedByte() : in.readUnsignedShort();
        byte[] content = in.readNBytes(length);
        if (content.length < length) {
            throw new EOFException();
        }
        return content;
    }

    private static void check(boolean rule) throws Broken {
        if (!rule) {
            throw new Broken();
        }
    }
}
