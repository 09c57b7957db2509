import java.nio.file.Path;

/** nginx's configuration for the same work: one worker, kept connections to the servers, nothing written to disk. */
final class NginxConfig {
    private static final String LOG_FORMAT = """
                log_format like_httplog '$remote_addr:$remote_port [$time_local] web gogs/$upstream_addr '
                    '$request_time/$upstream_connect_time/$upstream_header_time $status $bytes_sent '
                    '- - $connection/$connection_requests "$request"';
            """;

    private static final String COMMON = """
                keepalive_requests 1000000000;
                keepalive_timeout 120s;
                client_max_body_size 0;
                # Bodies stream through buffers of HAProxy's size; by default nginx would write them to files.
                proxy_buffer_size 16k;
                proxy_buffers 8 16k;
                proxy_busy_buffers_size 32k;
                proxy_max_temp_file_size 0;
                proxy_request_buffering off;
            """;

    private NginxConfig() {}

    static String text(Setup setup, Wiring wiring) {
        StringBuilder out = new StringBuilder();
        out.append("daemon off;\nworker_processes 1;\npid nginx.pid;\n");
        out.append(System.getProperty("user.name").equals("root") ? "user root;\n" : "");
        out.append("events { worker_connections ")
                .append(setup.maxConnections() * 3 / 2)
                .append("; }\nhttp {\n");
        if (setup.log()) {
            out.append(LOG_FORMAT);
            out.append("    access_log syslog:server=127.0.0.1:").append(wiring.sinkPort());
            out.append(",facility=local0,tag=nginx like_httplog;\n");
        } else {
            out.append("    access_log off;\n");
        }
        upstream(out, wiring.serverPort());
        if (setup.hosts() > 1) {
            map(out, setup);
        }
        out.append(COMMON);
        if (setup.tls() == null) {
            out.append(server(setup, "listen 127.0.0.1:" + wiring.port()));
        } else {
            secure(out, setup, wiring);
        }
        return out.append("}\n").toString();
    }

    private static void upstream(StringBuilder out, int serverPort) {
        out.append("    upstream gogs {\n        ip_hash;\n");
        for (int i = 0; i < Origin.ADDRESSES; i++) {
            out.append("        server ")
                    .append(Origin.address(i))
                    .append(':')
                    .append(serverPort)
                    .append(";\n");
        }
        // Its default of 1000 requests per connection would make it reconnect where the others do not.
        out.append("        keepalive 256;\n        keepalive_requests 1000000000;\n    }\n");
    }

    private static void map(StringBuilder out, Setup setup) {
        out.append("    map_hash_max_size 65536;\n    map_hash_bucket_size 128;\n    map $host $backend {\n");
        out.append("        default none;\n");
        for (int i = 1; i <= setup.hosts(); i++) {
            out.append("        ").append(Setup.host(i)).append(" gogs;\n");
        }
        out.append("    }\n");
    }

    private static void secure(StringBuilder out, Setup setup, Wiring wiring) {
        String listen = "listen 127.0.0.1:" + wiring.port() + " ssl";
        out.append("    ssl_protocols TLSv1.2 TLSv1.3;\n");
        if (!setup.tls().answers()) {
            out.append(server(
                    setup,
                    listen + " http2;\n        ssl_certificate " + wiring.certificates()
                            + ";\n        ssl_certificate_key " + wiring.certificates()));
            return;
        }
        out.append("    server_names_hash_max_size 65536;\n    server_names_hash_bucket_size 128;\n");
        for (int i = 1; i <= setup.tls().certificates(); i++) {
            Path pem = setup.tls().certificates() == 1
                    ? wiring.certificates()
                    : Certificates.file(wiring.certificates(), i);
            out.append("    server { ").append(listen).append("; server_name ").append(Setup.host(i));
            out.append("; ssl_certificate ").append(pem).append("; ssl_certificate_key ").append(pem);
            out.append("; return 200 \"A small answer.\"; }\n");
        }
    }

    private static String server(Setup setup, String listen) {
        boolean mapped = setup.hosts() > 1;
        return """
                server {
                    %s;
                    server_name %s;
                    location / {
                        proxy_pass http://%s;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_set_header Host $host;
                        proxy_set_header X-Forwarded-Proto $scheme;
                        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    }
                }
            """.formatted(listen, mapped ? "_" : setup.host(), mapped ? "$backend" : "gogs");
    }
}
