package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import java.util.List;
import java.util.function.Function;

/** Aliases for the request line, the status and what was captured (manual sections 8.2.3, 8.7, 8.8). */
final class LogMessageAliases {
    private static final byte[] BAD_REQUEST = Bytes.of("<BADREQ>");
    private static final byte[] HTTP = Bytes.of("HTTP/");

    /** HAProxy keeps that many bytes of a request line ({@code tune.http.logurilen}, less the end mark). */
    private static final int KEPT = 1023;

    /** A part of the request line: where it begins and ends in the writer, counted from its start. */
    private interface Part {
        void append(Exchange x, ByteWriter line);
    }

    static final List<LogAlias> ROWS = List.of(
            part("r", LogMessageAliases::line),
            part("HM", (x, line) -> line.put(x.loggedMethod.bytes())),
            part("HU", (x, line) -> line.put(x.loggedTarget, x.loggedTargetOff, x.loggedTargetLen)),
            part("HP", (x, line) -> line.put(x.loggedTarget, x.loggedTargetOff, beforeQuery(x))),
            part("HPO", LogMessageAliases::path),
            part("HQ", LogMessageAliases::query),
            part("HV", LogMessageAliases::version),
            new LogAlias("ST", false, (st, n) -> (x, out) -> out.putDecimal(st.tcp() ? 0 : x.status)),
            new LogAlias("CC", true, (st, n) -> (x, out) -> LogText.text(out, st, x.requestCookie)),
            new LogAlias("CS", true, (st, n) -> (x, out) -> LogText.text(out, st, x.responseCookie)),
            captures("hr", x -> x.requestCaptures),
            captures("hs", x -> x.responseCaptures),
            captureList("hrl", x -> x.requestCaptures),
            captureList("hsl", x -> x.responseCaptures));

    private LogMessageAliases() {}

    /** The part is collected, shortened and then encoded. */
    private static LogAlias part(String name, Part part) {
        return new LogAlias(name, true, (style, names) -> {
            ThreadLocal<ByteWriter> scratch = ThreadLocal.withInitial(() -> new ByteWriter(256));
            return (x, out) -> {
                if (style.quote()) {
                    out.put('"');
                }
                if (x.loggedMethod == null) {
                    out.put(BAD_REQUEST);
                } else {
                    ByteWriter line = scratch.get();
                    line.clear();
                    part.append(x, line);
                    LogText.url(out, style, line.array(), 0, Math.min(line.size(), KEPT));
                }
                if (style.quote()) {
                    out.put('"');
                }
            };
        });
    }

    private static void line(Exchange x, ByteWriter line) {
        line.put(x.loggedMethod.bytes()).put(' ');
        line.put(x.loggedTarget, x.loggedTargetOff, x.loggedTargetLen).put(' ');
        version(x, line);
    }

    private static void version(Exchange x, ByteWriter line) {
        line.put(HTTP).putDecimal(x.loggedVersion / 10).put('.').putDecimal(x.loggedVersion % 10);
    }

    private static int beforeQuery(Exchange x) {
        int mark = Bytes.indexOf(x.loggedTarget, x.loggedTargetOff, x.loggedTargetLen, (byte) '?');
        return mark < 0 ? x.loggedTargetLen : mark - x.loggedTargetOff;
    }

    private static void query(Exchange x, ByteWriter line) {
        int before = beforeQuery(x);
        line.put(x.loggedTarget, x.loggedTargetOff + before, x.loggedTargetLen - before);
    }

    /** Without scheme, authority and query. */
    private static void path(Exchange x, ByteWriter line) {
        byte[] buf = x.loggedTarget;
        int from = x.loggedTargetOff;
        int end = from + beforeQuery(x);
        if (from < end && buf[from] != '/') {
            int colon = Bytes.indexOf(buf, from, end - from, (byte) ':');
            boolean absolute = colon >= 0 && colon + 2 < end && buf[colon + 1] == '/' && buf[colon + 2] == '/';
            int slash = absolute ? Bytes.indexOf(buf, colon + 3, end - colon - 3, (byte) '/') : -1;
            from = slash < 0 ? end : slash;
        }
        line.put(buf, from, end - from);
    }

    /** {@code {a|b}}; nothing where the frontend captures nothing. */
    private static LogAlias captures(String name, Function<Exchange, byte[][]> of) {
        return new LogAlias(name, false, (style, names) -> (x, out) -> {
            byte[][] captured = of.apply(x);
            if (captured == null) {
                return;
            }
            out.put(style.quote() ? "\"{" : "{");
            for (int i = 0; i < captured.length; i++) {
                if (i > 0) {
                    out.put('|');
                }
                if (captured[i] != null) {
                    LogText.header(out, style, captured[i]);
                }
            }
            out.put(style.quote() ? "}\"" : "}");
        });
    }

    /** {@code "a" "b"}, as CLF wants it. */
    private static LogAlias captureList(String name, Function<Exchange, byte[][]> of) {
        return new LogAlias(name, false, (style, names) -> (x, out) -> {
            byte[][] captured = of.apply(x);
            for (int i = 0; captured != null && i < captured.length; i++) {
                if (i > 0) {
                    out.put(' ');
                }
                if (style.quote()) {
                    out.put('"');
                }
                if (captured[i] != null) {
                    LogText.header(out, style, captured[i]);
                } else if (!style.quote()) {
                    out.put('-');
                }
                if (style.quote()) {
                    out.put('"');
                }
            }
        });
    }
}
