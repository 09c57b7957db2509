package dev.lintel.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Idle connections to servers that one client alone may use again: under {@code http-reuse never}, behind a PROXY header, and where a
 * server has taken the connection for the client's identity (NTLM). Owned by the client's loop; whoever owns it closes them in the end.
 */
public final class OwnConnections {
    /** As many as HAProxy keeps for a session (manual section 4.2, {@code max-session-srv-conns}). */
    private static final int MAX = 5;

    /** @param preface what the connection began with, or null, and {@code name} the host that was asked for: it fits no other */
    private record Idle(
            HttpStream stream,
            Target target,
            byte @Nullable [] preface,
            @Nullable String name) {}

    /** Keeps nothing: who reserves a connection here wants it closed behind its answer. */
    public static final OwnConnections NONE = new OwnConnections();

    static {
        NONE.close();
    }

    private final List<Idle> idle = new ArrayList<>(1);
    private boolean over;

    /** One that has gone to that target, behind the same preface and for the same name; null where there is none. */
    public @Nullable HttpStream take(Target target, byte @Nullable [] preface, @Nullable String name) {
        for (int i = idle.size() - 1; i >= 0; i--) {
            Idle one = idle.get(i);
            if (one.target == target && Arrays.equals(one.preface, preface) && Objects.equals(one.name, name)) {
                idle.remove(i);
                return one.stream;
            }
        }
        return null;
    }

    /** Keeps a connection whose exchange has ended exactly; false where it has to be closed. */
    public boolean keep(HttpStream stream, Target target, byte @Nullable [] preface, @Nullable String name) {
        if (over || target.retired() || idle.size() >= MAX) {
            return false;
        }
        idle.add(new Idle(stream, target, preface, name));
        return true;
    }

    /** A kept connection has closed. */
    public void forget(HttpStream stream) {
        idle.removeIf(one -> one.stream == stream);
    }

    /** Whether some connection to that target is kept. */
    public boolean holds(Target target) {
        for (Idle one : idle) {
            if (one.target == target) {
                return true;
            }
        }
        return false;
    }

    /** The client is gone: nothing is kept from here on. */
    public void close() {
        over = true;
        while (!idle.isEmpty()) {
            idle.removeLast().stream.reset(EndReason.COMPLETE);
        }
    }
}
