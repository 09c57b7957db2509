/** The configuration that Lintel and every HAProxy are given, word for word the same. */
final class HaproxyConfig {
    private HaproxyConfig() {}

    /**
     * The origin's frontend and backend (four nodes, the client's address chooses, a session cookie with the node's
     * name before it), in today's words.
     */
    static String text(Setup setup, Wiring wiring) {
        StringBuilder out = new StringBuilder();
        out.append("global\n    nbthread 1\n    maxconn ")
                .append(setup.maxConnections())
                .append('\n');
        if (setup.maxConnections() > 9000) {
            // HAProxy reserves two descriptors per connection and would refuse to start where ulimit -n is 20,000.
            out.append("    no strict-limits\n");
        }
        if (setup.log()) {
            out.append("    log 127.0.0.1:").append(wiring.sinkPort()).append(" local0\n");
        }
        out.append("""

                defaults
                    mode http
                    timeout connect 5s
                    timeout client 120s
                    timeout server 120s

                """);
        frontend(out, setup, wiring);
        if (setup.tls() == null || !setup.tls().answers()) {
            backend(out, setup, wiring.serverPort());
        }
        return out.toString();
    }

    private static void frontend(StringBuilder out, Setup setup, Wiring wiring) {
        out.append("frontend web\n    bind 127.0.0.1:").append(wiring.port());
        if (setup.tls() != null) {
            out.append(" ssl crt ").append(wiring.certificates());
        }
        if (setup.tls() != null && !setup.tls().answers()) {
            out.append(" alpn h2,http/1.1");
        }
        out.append('\n');
        if (setup.log()) {
            out.append("    log global\n    option httplog\n");
        }
        if (setup.tls() != null && setup.tls().answers()) {
            out.append("    http-request return status 200 content-type text/plain string \"A small answer.\"\n");
            return;
        }
        out.append("    http-request set-header X-Forwarded-Proto ");
        out.append(setup.tls() == null ? "http\n" : "https\n");
        if (setup.hosts() == 1) {
            out.append("    acl dst_gogs hdr(host) -i ").append(setup.host()).append('\n');
            out.append("    use_backend gogs if dst_gogs\n");
        } else {
            for (int i = 1; i <= setup.hosts(); i++) {
                out.append("    use_backend gogs if { hdr(host) -i ")
                        .append(Setup.host(i))
                        .append(" }\n");
            }
        }
    }

    private static void backend(StringBuilder out, Setup setup, int serverPort) {
        out.append("""

                backend gogs
                    balance source
                    option forwardfor
                    cookie SRV_ID prefix
                """);
        if (setup.maxConnections() > 9000) {
            // One descriptor per idle client: the few connections to the servers are shared.
            out.append("    http-reuse always\n");
        }
        String[] nodes = {"green", "orange", "pink", "white"};
        for (int i = 0; i < nodes.length; i++) {
            out.append("    server ")
                    .append(nodes[i])
                    .append(' ')
                    .append(Origin.address(i))
                    .append(':');
            out.append(serverPort).append(" cookie ").append(i + 2).append(" check\n");
        }
    }
}
