package dev.lintel.config;

import java.util.Set;

/**
 * What {@code feature()} and {@code enabled()} answer: what Lintel does, under the names that HAProxy's {@code -vv} prints.
 *
 * <p>A name leaves {@link #ABSENT} for {@link #PRESENT} in the change that makes it true, for a {@code .if feature(X)} block is
 * a promise that the lines within it run.
 */
public final class Features {
    /** The level of the TLS library that conditions are told. */
    static final String SSL_LIBRARY = "OpenSSL 3.0.0";

    static final String SSL_LIBRARY_VERSION = "3.0.0";

    static final Set<String> PRESENT = Set.of(
            "ACCEPT4",
            "ACME",
            "CPU_AFFINITY",
            "CRYPT_H",
            "EPOLL",
            "GETADDRINFO",
            "LIBCRYPT",
            "OPENSSL",
            "POLL",
            "SSL",
            "THREAD");

    static final Set<String> ABSENT = Set.of(
            "51DEGREES",
            "BACKTRACE",
            "CLOSEFROM",
            "DEVICEATLAS",
            "DL",
            "ECH",
            "ENGINE",
            "EVPORTS",
            "HAVE_TCP_MD5SIG",
            "KQUEUE",
            "KTLS",
            "LIBATOMIC",
            "LINUX_CAP",
            "LINUX_SPLICE",
            "LINUX_TPROXY",
            "LUA",
            "MATH",
            "MEMORY_PROFILING",
            "NETFILTER",
            "NS",
            "OBSOLETE_LINKER",
            "OPENSSL_AWSLC",
            "OPENSSL_WOLFSSL",
            "OT",
            "PCRE",
            "PCRE2",
            "PCRE2_JIT",
            "PCRE_JIT",
            "PRCTL",
            "PROCCTL",
            "PROMEX",
            "PTHREAD_EMULATION",
            "QUIC",
            "QUIC_OPENSSL_COMPAT",
            "RT",
            "SHM_OPEN",
            "SLZ",
            "STATIC_PCRE",
            "STATIC_PCRE2",
            "TFO",
            "THREAD_DUMP",
            "TPROXY",
            "TRACE",
            "WURFL",
            "ZLIB");

    /** The run-time switches that {@code enabled()} knows and that are on here. */
    private static final Set<String> ENABLED = Set.of("EPOLL", "POLL", "GETADDRINFO", "REUSEPORT");

    private Features() {}

    static boolean present(String name) {
        return PRESENT.contains(name);
    }

    static boolean enabled(String name) {
        return ENABLED.contains(name);
    }

    /** All names with their sign, sorted, as {@code -vv} shows them. */
    public static String list() {
        java.util.TreeMap<String, String> signs = new java.util.TreeMap<>();
        PRESENT.forEach(name -> signs.put(name, "+" + name));
        ABSENT.forEach(name -> signs.put(name, "-" + name));
        return String.join(" ", signs.values());
    }
}
