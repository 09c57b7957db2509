package dev.lintel.compile;

import dev.lintel.proxy.Snapshot;
import dev.lintel.stream.Target;
import java.util.List;

/**
 * A configuration that is ready to serve, and what it leaves to the next one. Nothing outside of it has changed until {@link #commit}.
 *
 * @param gone targets that no server has any more
 */
public record Compiled(Snapshot snapshot, Carry carry, List<Target> gone) {
    /** The snapshot is in force: what only the one before it needed is let go. */
    public void commit() {
        gone.forEach(Target::retire);
    }
}
