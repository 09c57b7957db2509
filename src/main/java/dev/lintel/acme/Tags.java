package dev.lintel.acme;

import java.util.ArrayList;
import java.util.List;

/** Reads elements out of XML that has no attributes, comments or nesting of like in like, such as Route 53's answers. */
final class Tags {
    private Tags() {}

    /** What stands between the first such pair of tags; empty where there is none. */
    static String first(String xml, String tag) {
        List<String> all = all(xml, tag);
        return all.isEmpty() ? "" : all.getFirst();
    }

    static List<String> all(String xml, String tag) {
        List<String> found = new ArrayList<>();
        String open = "<" + tag + ">";
        String close = "</" + tag + ">";
        for (int at = xml.indexOf(open); at >= 0; at = xml.indexOf(open, at)) {
            int end = xml.indexOf(close, at);
            if (end < 0) {
                break;
            }
            String inner = xml.substring(at + open.length(), end);
            found.add(inner.indexOf('<') < 0 ? unescaped(inner) : inner);
            at = end;
        }
        return found;
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String unescaped(String text) {
        return text.replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&#34;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
