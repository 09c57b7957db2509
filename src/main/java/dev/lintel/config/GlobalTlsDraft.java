package dev.lintel.config;

import java.util.List;
import java.util.Set;

/** What the {@code global} sections say of TLS while they are read (HAProxy manual, sections 3.1 and 3.2). Owned by the thread that reads. */
final class GlobalTlsDraft {
    String caBase;
    String crtBase;
    String keyBase;
    String issuersChainPath;
    /** The defaults of {@code bind} lines. */
    final TlsPolicyDraft bind = new TlsPolicyDraft();

    Boolean strictSni;
    /** The defaults of {@code server} lines. */
    final ServerTlsDraft server = new ServerTlsDraft();

    boolean verifyServers = true;
    Set<String> extraFiles = Set.copyOf(List.of("bundle", "sctl", "ocsp", "issuer", "key"));
    /** {@code ssl-load-extra-del-ext}: {@code .crt} goes before {@code .key} comes. */
    boolean extraReplacesExtension;

    /** {@code expose-experimental-directives} */
    boolean experimental;

    boolean scheduler = true;
    String storeFolder;
    int sessionCache = 20_000;
    long sessionSeconds = 300;
}
