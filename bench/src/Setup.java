/**
 * How a proxy is configured for a group of rows; rows of one group share the proxy's process.
 *
 * @param name short name, also of the configuration file
 * @param log whether every request is logged to a UDP syslog sink
 * @param hosts how many lines choose a backend by the Host header; 1 is the origin's own frontend
 * @param uploads whether the servers behind are those that read request bodies
 * @param maxConnections what the proxy must be able to hold
 */
record Setup(String name, boolean log, int hosts, boolean uploads, int maxConnections) {
    static final Setup LOG = new Setup("log", true, 1, false, 4000);
    static final Setup PLAIN = new Setup("plain", false, 1, false, 4000);
    static final Setup UPLOAD = new Setup("upload", false, 1, true, 4000);
    static final Setup IDLE = new Setup("idle", false, 1, false, 10_100);
    static final Setup HOSTS_10 = new Setup("hosts-10", false, 10, false, 4000);
    static final Setup HOSTS_10000 = new Setup("hosts-10000", false, 10_000, false, 4000);
    static final Setup START = new Setup("start", false, 1, false, 4000);

    /** The Host header that clients send: the last of the configured ones, so that a linear search walks them all. */
    String host() {
        return host(hosts);
    }

    static String host(int number) {
        return "git%05d.example.org".formatted(number);
    }
}
