package dev.lintel.config;

import dev.lintel.base.Pos;
import java.util.ArrayList;
import java.util.List;

/** The words about TLS on a {@code bind} line while it is read (HAProxy manual, section 5.1). Owned by the thread that reads. */
final class BindTlsDraft {
    /** A word that names certificates, in the order of the line: {@code crt}, {@code default-crt} or {@code crt-list}. */
    record Named(Kind kind, String path, Pos pos) {
        enum Kind {
            CRT,
            DEFAULT_CRT,
            CRT_LIST
        }
    }

    /** Whether {@code ssl} was said: without it, all else is read and means nothing. */
    boolean ssl;

    final TlsPolicyDraft policy = new TlsPolicyDraft();
    final List<Named> certificates = new ArrayList<>();
    Boolean strictSni;
    boolean strictHost = true;
    /** Whether {@code acme} was said, and the section behind it, if any. */
    boolean acme;

    String acmeSection;
    List<String> domains = List.of();
    List<String> ips = List.of();
}
