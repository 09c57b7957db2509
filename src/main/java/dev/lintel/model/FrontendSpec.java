package dev.lintel.model;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import java.util.List;

/**
 * A frontend: where clients come in.
 *
 * @param defaultBackend a name or a {@code %[format]}; null: none
 * @param maxconn 0: the process's
 * @param captures {@code capture request|response header}, {@code capture cookie}, {@code declare capture}, in order
 * @param monitorUri null: none
 */
public record FrontendSpec(
        ProxySpec proxy,
        List<BindSpec> binds,
        Word defaultBackend,
        int maxconn,
        int backlog,
        List<CaptureSpec> captures,
        String monitorUri) {
    public Pos pos() {
        return proxy.pos();
    }

    public String name() {
        return proxy.name();
    }

    /** A declared capture. {@code name} is the header or cookie; null for {@code declare capture}. */
    public record CaptureSpec(Pos pos, Kind kind, String name, int length) {
        public enum Kind {
            REQUEST_HEADER,
            RESPONSE_HEADER,
            COOKIE,
            DECLARE_REQUEST,
            DECLARE_RESPONSE
        }
    }
}
