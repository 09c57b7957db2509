/**
 * How a proxy is configured for a group of rows; rows of one group share the proxy's process.
 *
 * @param name short name, also of the configuration file
 * @param log whether every request is logged to a UDP syslog sink
 * @param hosts how many lines choose a backend by the Host header; 1 is the origin's own frontend
 * @param uploads whether the servers behind are those that read request bodies
 * @param maxConnections what the proxy must be able to hold
 * @param tls null: clear text
 */
record Setup(String name, boolean log, int hosts, boolean uploads, int maxConnections, Tls tls) {
    static final Setup LOG = new Setup("log", true, 1, false, 4000);
    static final Setup PLAIN = new Setup("plain", false, 1, false, 4000);
    static final Setup UPLOAD = new Setup("upload", false, 1, true, 4000);
    static final Setup IDLE = new Setup("idle", false, 1, false, 10_100);
    static final Setup HOSTS_10 = new Setup("hosts-10", false, 10, false, 4000);
    static final Setup HOSTS_10000 = new Setup("hosts-10000", false, 10_000, false, 4000);
    static final Setup START = new Setup("start", false, 1, false, 4000);
    static final Setup TLS_EC = new Setup("tls-ec", new Tls(Tls.Key.EC, 1, true));
    static final Setup TLS_RSA = new Setup("tls-rsa", new Tls(Tls.Key.RSA, 1, true));
    static final Setup TLS = new Setup("tls", new Tls(Tls.Key.EC, 1, false));
    static final Setup CERTS_10 = new Setup("certs-10", new Tls(Tls.Key.EC, 10, true));
    static final Setup CERTS_10000 = new Setup("certs-10000", new Tls(Tls.Key.EC, 10_000, true));

    private Setup(String name, boolean log, int hosts, boolean uploads, int maxConnections) {
        this(name, log, hosts, uploads, maxConnections, null);
    }

    private Setup(String name, Tls tls) {
        this(name, false, 1, false, 4000, tls);
    }

    /** The host that clients ask for: the last of the configured ones, so that a linear search walks them all. */
    String host() {
        return host(tls == null ? hosts : tls.certificates());
    }

    static String host(int number) {
        return "git%05d.example.org".formatted(number);
    }
}
