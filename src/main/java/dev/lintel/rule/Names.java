package dev.lintel.rule;

import dev.lintel.balance.Servers;
import dev.lintel.base.Pos;
import dev.lintel.exchange.ProcessState;
import dev.lintel.exchange.ProcessVars;
import dev.lintel.exchange.ProxyCounters;

/**
 * What a row may look up by name while it is bound: everything that the configuration defines. Unknown names return null, and the caller
 * reports them with its own words. Implemented by {@code compile}.
 */
public interface Names {
    /** The section that is being compiled. */
    ProxyCounters self();

    /** The slot of a variable such as {@code txn.host}; null where the scope is unknown. The slot is made if need be. */
    Variable variable(String name);

    ProcessVars processVars();

    /** Facts about this process. */
    ProcessState process();

    /** A variable of the environment as the configuration has left it ({@code setenv}), or null. */
    default String environment(String name) {
        return System.getenv(name);
    }

    /** The condition of an ACL, or null. */
    default Condition acl(String name) {
        return null;
    }

    /** A userlist, or null. */
    UserList userList(String name);

    /** The live servers of a backend, or null; empty name: the backend being compiled, or null in a pure frontend. */
    Servers servers(String backend);

    /** The counters of a frontend or backend, or null. */
    ProxyCounters frontend(String name);

    ProxyCounters backend(String name);

    /** The lines of a file that the configuration names, relative paths resolved; null after reporting that it cannot be read. */
    java.util.List<String> lines(String file, Pos pos);

    /** The maps of this configuration. */
    PatternFiles patternFiles();

    /** Bytes of a file ({@code errorfile}, {@code file}); null after reporting. */
    byte[] bytes(String file, Pos pos);

    /** The answer of an {@code http-errors} section, empty where it has none of that status; null: no such section. */
    Reply errorFile(String section, int status);

    /** The number of a capture slot declared for this section by {@code id}, or -1; {@code declare capture} and {@code capture}. */
    int captureSlot(boolean request, int id);

    /** How many bytes that slot keeps; without bound where another section has declared it. */
    default int captureLength(boolean request, int slot) {
        return Integer.MAX_VALUE;
    }

    /** Adds a capture slot of that length (as {@code capture <sample> len <n>} does) and returns its number. */
    int addCaptureSlot(boolean request, int length);
}
