package dev.lintel.compile;

import dev.lintel.http.Bytes;
import dev.lintel.proxy.Replies;
import dev.lintel.rule.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The answers of a section by status. */
final class StandardReplies {
    private static final List<Reply> ALL = all();

    private StandardReplies() {}

    static Replies with(Map<Integer, Reply> own) {
        return new Replies(ALL, own);
    }

    private static List<Reply> all() {
        List<Reply> all = new ArrayList<>();
        for (int status : List.of(200, 400, 403, 408, 413, 414, 431, 500, 502, 503, 504, 505)) {
            all.add(new Reply(status, Bytes.of("Error"), List.of(), null, null, null));
        }
        return all;
    }
}
