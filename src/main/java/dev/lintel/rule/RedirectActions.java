package dev.lintel.rule;

import static dev.lintel.rule.Action.action;

import dev.lintel.base.Word;
import dev.lintel.exchange.Exchange;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.RequestHead;
import dev.lintel.stream.EndReason;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Redirects (manual sections 4.2 and 4.4, {@code redirect}). */
public final class RedirectActions {
    static final List<Action> ROWS = List.of(action(
            "redirect", EnumSet.of(Phase.HTTP_REQUEST, Phase.HTTP_RESPONSE), words -> new Reader(words, true).read()));

    /** The {@code redirect} line of its own, which takes its location as it stands where rules take a format. */
    public static final Action STATEMENT =
            action("redirect", EnumSet.of(Phase.HTTP_REQUEST), words -> new Reader(words, false).read());

    private static final byte[] NO_CACHE = Bytes.of("no-cache");

    private RedirectActions() {}

    /** From what the location is made. */
    private enum Kind {
        LOCATION,
        PREFIX,
        SCHEME
    }

    private static final class Reader {
        private final Words words;
        private final boolean formats;
        private Kind kind;
        private LogFormat target;
        private int code = 302;
        private LogFormat cookie;
        private boolean dropQuery;
        private boolean keepQuery;
        private boolean appendSlash;
        private boolean ignoreEmpty;

        Reader(Words words, boolean formats) {
            this.words = words;
            this.formats = formats;
        }

        Action.Step read() {
            while (option()) {
                continue;
            }
            Word unknown = words.peek();
            if (unknown != null) {
                throw words.error(
                        unknown.pos(),
                        "expects 'location', 'prefix', 'scheme', 'code', 'set-cookie', 'set-cookie-fmt', 'clear-cookie',"
                                + " 'drop-query', 'keep-query', 'ignore-empty' or 'append-slash', not '" + unknown
                                + "'");
            }
            if (kind == null) {
                throw words.error(words.pos(), "expects 'location <url>', 'prefix <url>' or 'scheme <name>'");
            }
            return new Redirect(kind, target, code, cookie, dropQuery, keepQuery, appendSlash, ignoreEmpty && formats);
        }

        private boolean option() {
            if (words.accept("location")) {
                target(Kind.LOCATION);
            } else if (words.accept("prefix")) {
                target(Kind.PREFIX);
            } else if (words.accept("scheme")) {
                target(Kind.SCHEME);
            } else if (words.accept("code")) {
                code();
            } else if (words.accept("set-cookie")) {
                cookie = cookie(words.next("a cookie behind 'set-cookie'").text(), "; path=/;");
            } else if (words.accept("clear-cookie")) {
                cookie = cookie(words.next("a cookie behind 'clear-cookie'").text(), "; path=/; Max-Age=0;");
            } else if (words.accept("set-cookie-fmt")) {
                LogFormat text = words.format("a format behind 'set-cookie-fmt'");
                LogFormat.Piece end = (x, out) -> out.put("; path=/;");
                cookie = new LogFormat(new LogFormat.Piece[] {text::append, end}, null);
            } else {
                return flag();
            }
            return true;
        }

        private boolean flag() {
            boolean drop = words.accept("drop-query");
            boolean keep = words.accept("keep-query");
            boolean slash = words.accept("append-slash");
            boolean empty = words.accept("ignore-empty");
            dropQuery |= drop;
            keepQuery |= keep;
            appendSlash |= slash;
            ignoreEmpty |= empty;
            return drop || keep || slash || empty;
        }

        private void target(Kind of) {
            Word word = words.peek();
            if (words.phase() == Phase.HTTP_RESPONSE && of != Kind.LOCATION) {
                throw words.error(
                        word == null ? words.pos() : word.pos(),
                        "expects 'location <url>': an answer has no path to go on from");
            }
            kind = of;
            String expected = "a location";
            target = formats
                    ? words.format(expected)
                    : literal(words.next(expected).text());
        }

        private void code() {
            Word word = words.next("301, 302, 303, 307 or 308 behind 'code'");
            if (!List.of("301", "302", "303", "307", "308").contains(word.text())) {
                throw words.error(word.pos(), "expects the code 301, 302, 303, 307 or 308, not '" + word + "'");
            }
            code = Integer.parseInt(word.text());
        }

        private static LogFormat cookie(String cookie, String end) {
            return literal(cookie + end);
        }

        private static LogFormat literal(String text) {
            byte[] bytes = Bytes.of(text);
            return new LogFormat(new LogFormat.Piece[] {(x, out) -> out.put(bytes)}, bytes);
        }
    }

    /** A compiled redirect. */
    private record Redirect(
            Kind kind,
            LogFormat target,
            int code,
            LogFormat cookie,
            boolean dropQuery,
            boolean keepQuery,
            boolean appendSlash,
            boolean ignoreEmpty)
            implements Action.Step {
        @Override
        public Verdict apply(Exchange x) {
            ByteWriter location = new ByteWriter(128);
            switch (kind) {
                case LOCATION -> location(x, location);
                case PREFIX -> prefix(x, location);
                case SCHEME -> scheme(x, location);
            }
            if (ignoreEmpty && location.size() == 0) {
                return Verdict.CONTINUE;
            }
            List<Reply.Field> fields = new ArrayList<>(3);
            fields.add(new Reply.Field(HeaderName.LOCATION, location.toBytes(), null));
            if (code == 302 || code == 303 || code == 307) {
                fields.add(new Reply.Field(HeaderName.CACHE_CONTROL, NO_CACHE, null));
            }
            if (cookie != null) {
                fields.add(new Reply.Field(HeaderName.SET_COOKIE, null, cookie));
            }
            return Rewrites.answer(x, new Reply(code, null, fields, null, null, null), EndReason.LOCAL);
        }

        private void location(Exchange x, ByteWriter out) {
            target.append(x, out);
            RequestHead head = x.request;
            if (!keepQuery || head == null || !head.hasQuery()) {
                return;
            }
            int mark = Bytes.indexOf(out.array(), 0, out.size(), (byte) '?');
            if (mark < 0) {
                out.put('?');
            } else if (mark < out.size() - 1) {
                out.put('&');
            }
            out.put(head.targetBuf(), head.queryOff(), head.queryLen());
        }

        private void prefix(Exchange x, ByteWriter out) {
            target.append(x, out);
            if (out.size() == 1 && out.array()[0] == '/') {
                out.clear();
            }
            path(x.request, out);
        }

        private void scheme(Exchange x, ByteWriter out) {
            target.append(x, out);
            out.put("://");
            Headers headers = x.request.headers;
            int host = headers.find(HeaderName.HOST);
            if (host >= 0) {
                out.put(headers.buf(host), headers.off(host), headers.len(host));
            }
            path(x.request, out);
        }

        private void path(RequestHead head, ByteWriter out) {
            if (!UrlFetches.hasPath(head)) {
                out.put('/');
                return;
            }
            out.put(head.targetBuf(), head.pathOff(), dropQuery ? head.pathLen() : head.pathQueryLen());
            if (appendSlash && out.array()[out.size() - 1] != '/') {
                out.put('/');
            }
        }
    }
}
