package dev.lintel.acme;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a DNS step failed, in words for whoever runs the program; no secret is ever part of it. */
public final class DnsFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration retryAfter;

    public DnsFault(String message) {
        this(message, null);
    }

    /** @param retryAfter how long the other side asked to be left alone, or null where it did not say */
    public DnsFault(String message, @Nullable Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** Stackless: it is an answer to a user, not a bug. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
