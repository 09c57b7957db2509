package dev.lintel.model;

import dev.lintel.base.Pos;
import java.util.List;

/**
 * One {@code bind} line (manual section 5.1); a range of ports is several addresses.
 *
 * @param maxconn 0: the frontend's
 * @param mode permissions of a unix socket as octal digits, or -1
 */
public record BindSpec(
        Pos pos,
        List<AddressSpec> addresses,
        String name,
        int id,
        int maxconn,
        int backlog,
        boolean acceptProxy,
        boolean deferAccept,
        boolean tfo,
        boolean transparent,
        boolean v4v6,
        boolean v6only,
        String device,
        int mss,
        int mode,
        String user,
        String group,
        long tcpUserTimeoutMillis,
        String idleOptions) {}
