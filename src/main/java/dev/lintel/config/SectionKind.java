package dev.lintel.config;

import dev.lintel.base.Table;

/** The kinds of section of HAProxy 3.4, and what each does with words behind its keyword. */
public enum SectionKind {
    GLOBAL("global", Naming.NONE),
    DEFAULTS("defaults", Naming.OPTIONAL),
    FRONTEND("frontend", Naming.REQUIRED),
    BACKEND("backend", Naming.REQUIRED),
    LISTEN("listen", Naming.REQUIRED),
    USERLIST("userlist", Naming.REQUIRED),
    HTTP_ERRORS("http-errors", Naming.REQUIRED),
    PEERS("peers", Naming.REQUIRED),
    RESOLVERS("resolvers", Naming.REQUIRED),
    CACHE("cache", Naming.REQUIRED),
    RING("ring", Naming.REQUIRED),
    CRT_STORE("crt-store", Naming.OPTIONAL),
    ACME("acme", Naming.REQUIRED),
    MAILERS("mailers", Naming.REQUIRED),
    FCGI_APP("fcgi-app", Naming.REQUIRED),
    LOG_FORWARD("log-forward", Naming.REQUIRED),
    LOG_PROFILE("log-profile", Naming.REQUIRED),
    HEALTHCHECK("healthcheck", Naming.REQUIRED),
    NAMESPACE_LIST("namespace_list", Naming.NONE),
    TRACES("traces", Naming.NONE),
    /** Removed from HAProxy in 3.3; known so that one message covers the section. */
    PROGRAM("program", Naming.REQUIRED);

    /** Whether a section has a name of its own. */
    enum Naming {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    static final Table<SectionKind> TABLE = Table.of(SectionKind::keyword, values());

    private final String keyword;
    private final Naming naming;

    SectionKind(String keyword, Naming naming) {
        this.keyword = keyword;
        this.naming = naming;
    }

    public String keyword() {
        return keyword;
    }

    Naming naming() {
        return naming;
    }

    /** Whether the section describes a proxy (manual, chapter 4). */
    public boolean isProxy() {
        return this == DEFAULTS || this == FRONTEND || this == BACKEND || this == LISTEN;
    }

    boolean hasFrontend() {
        return this == FRONTEND || this == LISTEN;
    }

    boolean hasBackend() {
        return this == BACKEND || this == LISTEN;
    }
}
