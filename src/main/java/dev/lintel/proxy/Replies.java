package dev.lintel.proxy;

import dev.lintel.rule.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The answers that a proxy gives itself by status: its {@code errorfile}, {@code errorloc} and {@code errorfiles} lines over HAProxy's
 * own texts. Immutable.
 */
public final class Replies {
    private final @Nullable Reply[] byStatus = new Reply[600];

    /** @param own the section's answers, by status */
    public Replies(Iterable<Reply> standard, java.util.Map<Integer, Reply> own) {
        for (Reply reply : standard) {
            byStatus[reply.status()] = reply;
        }
        own.forEach((status, reply) -> byStatus[status] = reply);
    }

    /** The answer for that status; where nothing is known of it, that of 500. */
    public Reply of(int status) {
        Reply reply = status < byStatus.length ? byStatus[status] : null;
        return reply != null ? reply : byStatus[500];
    }
}
