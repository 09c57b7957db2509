package dev.lintel.proxy;

import dev.lintel.stream.EndReason;
import dev.lintel.stream.TlsFacts;
import org.jspecify.annotations.Nullable;

/** The connection of a health check: takes requests, and fills their answers in. Owned by the loop of its check, which closes it. */
interface CheckConnection {
    /** Hears what becomes of it. */
    interface Owner {
        /** More of the answer is there, or it has ended. */
        void received();

        /** Nothing more comes. */
        void ended(EndReason reason);
    }

    void send(CheckRequest request, CheckAnswer into);

    /** Whether a request may be sent, after others that were. */
    boolean takesMore();

    /** From now on the owner hears nothing. {@code linger}: in an orderly way, also where checks just cut it. */
    void close(boolean linger);

    @Nullable
    TlsFacts tls();
}
