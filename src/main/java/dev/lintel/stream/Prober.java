package dev.lintel.stream;

/**
 * Opens the connections of health checks: never from a pool, never kept. Implemented by {@code net}, handed in by {@code app}; called on
 * the loop that runs the check. How long a check may take is its own affair: it cancels what takes too long.
 */
public interface Prober {
    /**
     * A new connection, with the PROXY protocol header where the target says so. Exactly one method of {@code opened} is called on the
     * loop, at once or later, unless the attempt is cancelled before.
     */
    Attempt open(Loop loop, Target target, Opened opened);

    /** An opening under way. */
    interface Attempt {
        /** Gives up; afterwards {@code opened} hears nothing. Without effect once it has. */
        void cancel();
    }

    /** Hears how an opening ended. */
    interface Opened {
        /** The stream is closed by its receiver: {@link ByteStream#reset} makes that a TCP reset, as checks do. */
        void onOpened(ByteStream stream);

        /** @param words the system's own, for messages: {@code Connection refused}, {@code No route to host} */
        void onFailed(String words);
    }
}
