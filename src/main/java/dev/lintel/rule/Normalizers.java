package dev.lintel.rule;

import dev.lintel.base.Table;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.RequestHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The ways in which {@code normalize-uri} rewrites path and query (manual section 4.4), each a row. */
final class Normalizers {
    /** Rewrites the path and query of a target; false where it is not well-formed and that matters. */
    @FunctionalInterface
    interface Normalizer {
        boolean apply(RequestHead head, ByteWriter out);
    }

    /** @param option the one word that may follow, or null; {@code withOption}: what it does then */
    record Row(String name, String option, Normalizer plain, Normalizer withOption) {}

    static final Table<Row> TABLE = Table.of(
            Row::name,
            new Row("fragment-encode", null, (head, out) -> fragment(head, out, true), null),
            new Row("fragment-strip", null, (head, out) -> fragment(head, out, false), null),
            new Row("path-merge-slashes", null, Normalizers::mergeSlashes, null),
            new Row("path-strip-dot", null, Normalizers::stripDots, null),
            new Row(
                    "path-strip-dotdot",
                    "full",
                    (head, out) -> stripParents(head, out, false),
                    (head, out) -> stripParents(head, out, true)),
            new Row(
                    "percent-decode-unreserved",
                    "strict",
                    (head, out) -> decode(head, out, false),
                    (head, out) -> decode(head, out, true)),
            new Row(
                    "percent-to-uppercase",
                    "strict",
                    (head, out) -> upperCase(head, out, false),
                    (head, out) -> upperCase(head, out, true)),
            new Row("query-sort-by-name", null, Normalizers::sortQuery, null));

    private Normalizers() {}

    private static boolean fragment(RequestHead head, ByteWriter out, boolean encode) {
        byte[] buf = head.targetBuf();
        for (int i = head.pathOff(), end = i + head.pathQueryLen(); i < end; i++) {
            if (buf[i] != '#') {
                out.put(buf[i]);
            } else if (encode) {
                out.put("%23");
            } else {
                return true;
            }
        }
        return true;
    }

    private static boolean mergeSlashes(RequestHead head, ByteWriter out) {
        byte[] buf = head.targetBuf();
        for (int i = head.pathOff(), end = i + head.pathLen(); i < end; i++) {
            if (buf[i] != '/' || out.size() == 0 || out.array()[out.size() - 1] != '/') {
                out.put(buf[i]);
            }
        }
        return query(head, out);
    }

    /** The query as it is, mark included. */
    private static boolean query(RequestHead head, ByteWriter out) {
        int pathEnd = head.pathOff() + head.pathLen();
        out.put(head.targetBuf(), pathEnd, head.pathOff() + head.pathQueryLen() - pathEnd);
        return true;
    }

    /** The parts of the path between its slashes; the one before the first slash is left out. */
    private static List<byte[]> segments(RequestHead head) {
        byte[] buf = head.targetBuf();
        int end = head.pathOff() + head.pathLen();
        List<byte[]> segments = new ArrayList<>();
        for (int start = head.pathOff() + 1; start <= end; ) {
            int slash = Bytes.indexOf(buf, start, end - start, (byte) '/');
            int stop = slash < 0 ? end : slash;
            segments.add(Arrays.copyOfRange(buf, start, stop));
            start = stop + 1;
        }
        return segments;
    }

    private static boolean isDots(byte[] segment, int n) {
        return segment.length == n && segment[0] == '.' && segment[n - 1] == '.';
    }

    private static void join(List<byte[]> segments, ByteWriter out) {
        for (byte[] segment : segments) {
            out.put('/').put(segment);
        }
    }

    private static boolean stripDots(RequestHead head, ByteWriter out) {
        List<byte[]> all = segments(head);
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!isDots(all.get(i), 1)) {
                kept.add(all.get(i));
            } else if (i == all.size() - 1) {
                kept.add(Bytes.EMPTY);
            }
        }
        join(kept, out);
        return query(head, out);
    }

    /** RFC 3986 section 5.2.4, but a parent of the root stays where it is not {@code full}. */
    private static boolean stripParents(RequestHead head, ByteWriter out, boolean full) {
        List<byte[]> all = segments(head);
        List<byte[]> kept = new ArrayList<>();
        for (byte[] segment : all) {
            if (!isDots(segment, 2)) {
                kept.add(segment);
            } else if (!kept.isEmpty() && !isDots(kept.getLast(), 2)) {
                kept.removeLast();
            } else if (!full) {
                kept.add(segment);
            }
        }
        if (isDots(all.getLast(), 2)) {
            kept.add(Bytes.EMPTY);
        }
        join(kept, out);
        return query(head, out);
    }

    private static boolean decode(RequestHead head, ByteWriter out, boolean strict) {
        byte[] buf = head.targetBuf();
        for (int i = head.pathOff(), end = i + head.pathQueryLen(); i < end; i++) {
            int value = buf[i] == '%' ? escaped(buf, i, end) : -2;
            if (value == -1 && strict) {
                return false;
            }
            if (value >= 0 && isUnreserved(value)) {
                out.put((byte) value);
                i += 2;
            } else {
                out.put(buf[i]);
            }
        }
        return true;
    }

    private static boolean upperCase(RequestHead head, ByteWriter out, boolean strict) {
        byte[] buf = head.targetBuf();
        for (int i = head.pathOff(), end = i + head.pathQueryLen(); i < end; i++) {
            int value = buf[i] == '%' ? escaped(buf, i, end) : -2;
            if (value == -1 && strict) {
                return false;
            }
            out.put(buf[i]);
            if (value >= 0) {
                out.put(upper(buf[++i])).put(upper(buf[++i]));
            }
        }
        return true;
    }

    private static byte upper(byte b) {
        return (byte) (b >= 'a' && b <= 'f' ? b - 32 : b);
    }

    /** The byte that {@code %XX} stands for, or -1. */
    private static int escaped(byte[] buf, int at, int end) {
        if (at + 2 >= end) {
            return -1;
        }
        int high = Substitution.hex(buf[at + 1]);
        int low = Substitution.hex(buf[at + 2]);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static boolean isUnreserved(int c) {
        return c >= '0' && c <= '9'
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static boolean sortQuery(RequestHead head, ByteWriter out) {
        out.put(head.targetBuf(), head.pathOff(), head.pathLen());
        if (!head.hasQuery()) {
            return true;
        }
        String query = Bytes.text(head.targetBuf(), head.queryOff(), head.queryLen());
        List<String> parameters = new ArrayList<>(List.of(query.split("&", -1)));
        parameters.sort(java.util.Comparator.comparing(Normalizers::name));
        out.put('?').put(String.join("&", parameters));
        return true;
    }

    private static String name(String parameter) {
        int equals = parameter.indexOf('=');
        return equals < 0 ? parameter : parameter.substring(0, equals);
    }
}
