package dev.lintel.rule;

import static dev.lintel.rule.Action.action;

import dev.lintel.base.Word;
import dev.lintel.exchange.Exchange;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.stream.EndReason;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Actions on the request line (manual section 4.4): method, path, query, the whole target. */
final class TargetActions {
    private static final Set<Phase> REQUEST = EnumSet.of(Phase.HTTP_REQUEST);

    static final List<Action> ROWS = List.of(
            action("set-method", REQUEST, TargetActions::method),
            action("set-path", REQUEST, words -> set(words, (head, b) -> Targets.path(head, b, 0, b.length, false))),
            action("set-pathq", REQUEST, words -> set(words, (head, b) -> Targets.path(head, b, 0, b.length, true))),
            action("set-query", REQUEST, words -> set(words, (head, b) -> Targets.query(head, b, 0, b.length))),
            action("set-uri", REQUEST, words -> set(words, (head, b) -> Targets.uri(head, b, 0, b.length))),
            action("replace-path", REQUEST, words -> replacePath(words, false)),
            action("replace-pathq", REQUEST, words -> replacePath(words, true)),
            action("replace-uri", REQUEST, TargetActions::replaceUri),
            action("normalize-uri", REQUEST, TargetActions::normalize));

    private TargetActions() {}

    /** Puts a text into its place in the target; false where it cannot stand there. */
    @FunctionalInterface
    private interface Place {
        boolean put(RequestHead head, byte[] text);
    }

    private static Action.Step method(Words words) {
        LogFormat format = words.format("a format for the method");
        return x -> {
            byte[] text = format.bytes(x);
            Method method = Method.of(text, 0, text.length);
            if (method == null) {
                return Rewrites.failed(x);
            }
            x.request.method = method;
            return Verdict.CONTINUE;
        };
    }

    private static Action.Step set(Words words, Place place) {
        LogFormat format = words.format("a format");
        return x -> place.put(x.request, format.bytes(x)) ? Verdict.CONTINUE : Rewrites.failed(x);
    }

    private static Action.Step replacePath(Words words, boolean withQuery) {
        Regex regex = new Regex(words.regex("a regular expression", false));
        LogFormat format = words.format("a format to replace with");
        return x -> {
            RequestHead head = x.request;
            if (!UrlFetches.hasPath(head)) {
                return Verdict.CONTINUE;
            }
            int len = withQuery ? head.pathQueryLen() : head.pathLen();
            byte[] text = HeaderActions.replaced(x, head.targetBuf(), head.pathOff(), len, regex, format);
            boolean done = text == null || Targets.path(head, text, 0, text.length, withQuery);
            return done ? Verdict.CONTINUE : Rewrites.failed(x);
        };
    }

    private static Action.Step replaceUri(Words words) {
        Regex regex = new Regex(words.regex("a regular expression", false));
        LogFormat format = words.format("a format to replace with");
        return x -> {
            RequestHead head = x.request;
            byte[] text =
                    HeaderActions.replaced(x, head.targetBuf(), head.targetOff(), head.targetLen(), regex, format);
            boolean done = text == null || Targets.uri(head, text, 0, text.length);
            return done ? Verdict.CONTINUE : Rewrites.failed(x);
        };
    }

    private static Action.Step normalize(Words words) {
        Word name = words.next("the name of a normalizer, such as 'path-merge-slashes'");
        Normalizers.Row row = Normalizers.TABLE.find(name.text());
        if (row == null) {
            throw words.error(
                    name.pos(),
                    "expects the name of a normalizer (" + String.join(", ", Normalizers.TABLE.names()) + "), not '"
                            + name.text() + "'" + Normalizers.TABLE.didYouMean(name.text()));
        }
        boolean option = row.option() != null && words.accept(row.option());
        Normalizers.Normalizer normalizer = option ? row.withOption() : row.plain();
        return x -> normalize(x, normalizer);
    }

    private static Verdict normalize(Exchange x, Normalizers.Normalizer normalizer) {
        RequestHead head = x.request;
        if (!UrlFetches.hasPath(head)) {
            return Verdict.CONTINUE;
        }
        ByteWriter out = new ByteWriter(head.targetLen() + 8);
        out.put(head.targetBuf(), head.targetOff(), head.pathOff() - head.targetOff());
        ByteWriter path = new ByteWriter(head.pathQueryLen() + 8);
        if (!normalizer.apply(head, path)) {
            return Rewrites.answer(x, DefaultReplies.byStatus(400), EndReason.BAD_REQUEST);
        }
        out.put(path.array(), 0, path.size());
        head.target(out.array(), 0, out.size());
        return Verdict.CONTINUE;
    }
}
