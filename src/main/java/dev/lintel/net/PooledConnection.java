package dev.lintel.net;

import dev.lintel.stream.HttpStream;
import dev.lintel.stream.Target;
import org.jspecify.annotations.Nullable;

/** A connection to a server as its pool sees it, whatever it speaks. Called on its loop. */
interface PooledConnection {
    Target target();

    /** The host that it was opened for; null: none was asked for. */
    @Nullable
    String name();

    /** How many exchanges it has carried to their end. */
    int served();

    boolean usable();

    /** For one exchange more. */
    HttpStream stream();

    /** Closes it. */
    void discard();
}
