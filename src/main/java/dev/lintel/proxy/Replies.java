package dev.lintel.proxy;

import dev.lintel.rule.Reply;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answers that a proxy gives itself by status: its {@code errorfile}, {@code errorloc}, {@code errorfiles} and {@code http-error} lines
 * over HAProxy's own texts. Immutable.
 */
public final class Replies {
    private final @Nullable Reply[] standard = new Reply[600];
    private final @Nullable Reply[] own = new Reply[600];
    private final Set<Reply> composed;

    /**
     * @param own the section's answers, by status
     * @param composed those of them that are made for a request ({@code http-error}), by identity
     */
    public Replies(Iterable<Reply> standard, Map<Integer, Reply> own, Set<Reply> composed) {
        for (Reply reply : standard) {
            this.standard[reply.status()] = reply;
        }
        own.forEach((status, reply) -> this.own[status] = reply);
        this.composed = composed;
    }

    /** The answer for that status where no backend is known. */
    public Reply of(int status) {
        Reply reply = status < own.length ? own[status] : null;
        return reply != null ? reply : standard(status);
    }

    /** The backend's answer for that status, else the frontend's. */
    public Reply of(int status, Replies ofFrontend) {
        Reply reply = status < own.length ? own[status] : null;
        return reply != null ? reply : ofFrontend.of(status);
    }

    /** The answer to what is no request: one that would be made for a request gives way to the standard text (manual, {@code http-error}). */
    public Reply early(int status) {
        Reply reply = of(status);
        return composed.contains(reply) ? standard(status) : reply;
    }

    /** HAProxy's text; where it has none for that status, that of 500. */
    private Reply standard(int status) {
        Reply reply = status < standard.length ? standard[status] : null;
        return reply != null ? reply : standard[500];
    }
}
