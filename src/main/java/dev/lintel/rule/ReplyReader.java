package dev.lintel.rule;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import java.util.ArrayList;
import java.util.List;

/** Reads the answer of {@code return}, {@code deny} and {@code tarpit} from a rule (manual section 4.4, {@code return}); used once. */
final class ReplyReader {
    private final Words words;
    private int status;
    private boolean denyStatus;
    private Word contentType;
    private Word source;
    private Word argument;
    private LogFormat format;
    private final List<Reply.Field> fields = new ArrayList<>();

    private ReplyReader(Words words, int status) {
        this.words = words;
        this.status = status;
    }

    /** @param denying whether the rule denies: then {@code deny_status} is known, and no argument at all means the error of that status */
    static Reply read(Words words, int defaultStatus, boolean denying) {
        ReplyReader reader = new ReplyReader(words, defaultStatus);
        boolean bare = !words.more();
        while (reader.option(denying)) {
            bare = false;
        }
        if (denying && reader.source == null && (bare || reader.denyStatus)) {
            return reader.byStatus(words.pos());
        }
        return reader.build();
    }

    /** Behind {@code http-error}: the answer for a status that the proxy gives by itself. */
    static DefaultReplies.Line error(Words words) {
        ReplyReader reader = new ReplyReader(words, 0);
        while (reader.option(false)) {
            // Reads on.
        }
        if (!DefaultReplies.handles(reader.status)) {
            throw words.error(
                    words.pos(),
                    "expects 'status <code>' with one of " + DefaultReplies.statuses()
                            + (reader.status == 0 ? "" : ", not " + reader.status));
        }
        Reply reply = reader.build();
        String source = reader.source == null ? "" : reader.source.text();
        boolean whole = source.equals("errorfile") || source.equals("errorfiles");
        boolean lacking = source.equals("errorfiles") && reply.status() == reader.status && reply.body() == null;
        boolean none = reply.byStatus() || lacking;
        return new DefaultReplies.Line(reader.status, none ? null : reply, !whole);
    }

    private boolean option(boolean denying) {
        Word word = words.peek();
        if (word == null) {
            return false;
        }
        switch (word.text()) {
            case "status" -> status(false);
            case "deny_status" -> {
                if (!denying) {
                    return false;
                }
                status(true);
            }
            case "content-type" -> {
                words.next("content-type");
                contentType = words.next("a media type such as text/plain behind 'content-type'");
            }
            case "hdr" -> field();
            case "default-errorfiles", "errorfile", "errorfiles", "file", "lf-file", "string", "lf-string" -> source();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void status(boolean deny) {
        Word keyword = words.next("status");
        status = (int) words.number("a status from 200 to 599 behind '" + keyword + "'", 200, 599);
        denyStatus |= deny;
    }

    private void field() {
        words.next("hdr");
        HeaderName name = Rewrites.name(words);
        fields.add(new Reply.Field(name, null, words.format("a format for the field's value")));
    }

    private void source() {
        Word keyword = words.next("the source of the body");
        if (source != null) {
            throw words.error(
                    keyword.pos(), "has two bodies, '" + source + "' and '" + keyword + "'; one of them must go");
        }
        source = keyword;
        switch (keyword.text()) {
            case "default-errorfiles" -> {}
            case "lf-string" -> {
                argument = words.peek();
                format = words.plainFormat("a format behind 'lf-string'");
            }
            case "string" -> argument = words.next("a text behind 'string'");
            case "errorfiles" -> argument = words.next("the name of an http-errors section behind 'errorfiles'");
            default -> argument = words.next("the name of a file behind '" + keyword + "'");
        }
    }

    private Reply build() {
        if (source == null) {
            return plain(null);
        }
        return switch (source.text()) {
            case "default-errorfiles" -> byStatus(source.pos());
            case "errorfile" -> errorFile();
            case "errorfiles" -> errorFiles();
            case "file" -> plain(content());
            case "lf-file" -> lfFile();
            case "string" -> plain(Bytes.of(argument.text()));
            default -> formatted();
        };
    }

    private Reply byStatus(Pos pos) {
        ignored("the answer comes from the proxy's error files");
        if (!DefaultReplies.handles(status)) {
            throw words.error(
                    pos,
                    "expects a status that has an error file (" + DefaultReplies.statuses() + "), not " + status
                            + "; for another write 'status " + status + "' with 'string' or 'file'");
        }
        return DefaultReplies.byStatus(status);
    }

    private byte[] content() {
        byte[] bytes = words.names().bytes(argument.text(), argument.pos());
        if (bytes == null) {
            // Who looked for the file has said why it cannot be read.
            throw new RuleMistake(null);
        }
        return bytes;
    }

    private Reply errorFile() {
        ignored("an error file is a whole answer");
        byte[] bytes = content();
        try {
            return ErrorFile.parse(bytes);
        } catch (RuleMistake mistake) {
            throw words.error(argument.pos(), "'" + argument + "' " + mistake.getMessage());
        }
    }

    private Reply errorFiles() {
        ignored("an error file is a whole answer");
        Reply reply = words.names().errorFile(argument.text(), status);
        if (reply == null) {
            throw words.error(argument.pos(), "expects the name of an http-errors section, not '" + argument + "'");
        }
        return reply;
    }

    private Reply lfFile() {
        byte[] bytes = content();
        format = words.plainFormat(argument.pos(), Bytes.text(bytes, 0, bytes.length));
        return formatted();
    }

    private Reply formatted() {
        byte[] literal = format.literal();
        return literal != null ? plain(literal) : new Reply(status, null, fields(), type(true), null, format);
    }

    private Reply plain(byte[] body) {
        boolean some = body != null && body.length > 0;
        return new Reply(status, null, fields(), type(some), body, null);
    }

    private List<Reply.Field> fields() {
        return List.copyOf(fields);
    }

    private byte[] type(boolean body) {
        if (body && contentType == null) {
            throw words.error(source.pos(), "expects 'content-type <type>', for the answer has a body");
        }
        if (!body && contentType != null) {
            words.warning(
                    contentType.pos(), "ignores the content-type '" + contentType + "', for the answer has no body");
            return null;
        }
        return body ? Bytes.of(contentType.text()) : null;
    }

    private void ignored(String why) {
        if (contentType != null) {
            words.warning(contentType.pos(), "ignores the content-type '" + contentType + "', for " + why);
        }
        if (!fields.isEmpty()) {
            words.warning(words.pos(), "ignores the fields behind 'hdr', for " + why);
        }
    }
}
