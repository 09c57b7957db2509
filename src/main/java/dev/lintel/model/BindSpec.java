package dev.lintel.model;

import dev.lintel.base.Pos;
import java.util.List;

/**
 * One {@code bind} line (manual section 5.1); a range of ports is several addresses.
 *
 * @param backlog 0: the system's
 * @param tls null: clear text
 * @param proto {@code h1} or {@code h2}, the one that is spoken; null: what the client chooses
 * @param mode permissions of a unix socket as octal digits, or -1
 */
public record BindSpec(
        Pos pos,
        List<AddressSpec> addresses,
        String name,
        int id,
        int backlog,
        boolean acceptProxy,
        boolean deferAccept,
        boolean tfo,
        boolean transparent,
        boolean v4v6,
        boolean v6only,
        int mss,
        int mode,
        String user,
        String group,
        long tcpUserTimeoutMillis,
        String idleOptions,
        BindTlsSpec tls,
        String proto) {
    /** The same line with the frontend's {@code backlog}, where it has none of its own. */
    public BindSpec orBacklog(int ofFrontend) {
        if (backlog > 0 || ofFrontend == 0) {
            return this;
        }
        return new BindSpec(
                pos,
                addresses,
                name,
                id,
                ofFrontend,
                acceptProxy,
                deferAccept,
                tfo,
                transparent,
                v4v6,
                v6only,
                mss,
                mode,
                user,
                group,
                tcpUserTimeoutMillis,
                idleOptions,
                tls,
                proto);
    }
}
