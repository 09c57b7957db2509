package dev.lintel.model;

import dev.lintel.base.Pos;
import java.util.List;

/**
 * The runtime API as {@code global} describes it (manual section 3.1, {@code stats socket} and its like).
 *
 * @param timeoutMillis how long a client may keep silent, {@code stats timeout}
 * @param maxconn clients at a time, {@code stats maxconn}
 * @param payloadBytes how long what comes behind {@code <<} may be, {@code tune.cli.max-payload-size}
 */
public record CommandsSpec(List<Socket> sockets, long timeoutMillis, int maxconn, int payloadBytes) {
    public static final CommandsSpec NONE = new CommandsSpec(List.of(), 10_000, 10, 512 << 10);

    /** What a client may do; each level may do what those before it may. */
    public enum Level {
        USER,
        OPERATOR,
        ADMIN;

        /** As the language writes it. */
        public String word() {
            return switch (this) {
                case USER -> "user";
                case OPERATOR -> "operator";
                case ADMIN -> "admin";
            };
        }
    }

    /** How an answer tells its weight ({@code severity-output}). */
    public enum SeverityOutput {
        NONE,
        NUMBER,
        STRING
    }

    /**
     * One address of a {@code stats socket} line.
     *
     * @param mode permissions of a unix socket's file
     * @param user its owner's name or number, or null; {@code group} likewise
     * @param backlog clients that may wait in the kernel; 0: its default
     */
    public record Socket(
            Pos pos,
            AddressSpec address,
            String name,
            int mode,
            String user,
            String group,
            int backlog,
            Level level,
            SeverityOutput severity) {}
}
