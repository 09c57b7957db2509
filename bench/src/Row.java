import java.util.List;

/** One line of the table: which work, on which configuration, in which unit, and what is to be reached. */
enum Row {
    LOG_64(
            "log-64",
            "keep-alive, httplog to UDP, 64 connections",
            Setup.LOG,
            "µs/request",
            new Load.Requests(64, "/", false),
            new Target.Cost(0.75),
            new Target.Rate(1.25)),
    LOG_256(
            "log-256",
            "keep-alive, httplog to UDP, 256 connections",
            Setup.LOG,
            "µs/request",
            new Load.Requests(256, "/", false),
            new Target.Cost(0.75),
            new Target.Rate(1.25)),
    PLAIN_64(
            "plain-64",
            "keep-alive, no log, 64 connections",
            Setup.PLAIN,
            "µs/request",
            new Load.Requests(64, "/", false),
            new Target.Cost(0.95)),
    PLAIN_256(
            "plain-256",
            "keep-alive, no log, 256 connections",
            Setup.PLAIN,
            "µs/request",
            new Load.Requests(256, "/", false),
            new Target.Cost(0.80)),
    CONNECT(
            "connect",
            "a new connection per request, 64 clients",
            Setup.PLAIN,
            "µs/request",
            new Load.Requests(64, "/", true),
            new Target.Cost(1.0)),
    DOWNLOAD(
            "download",
            "answers of 1 MiB, 16 clients",
            Setup.PLAIN,
            "µs/MiB",
            new Load.Requests(16, "/mebibyte", false),
            new Target.Cost(1.0)),
    UPLOAD(
            "upload",
            "uploads of 100 MiB, 4 clients",
            Setup.UPLOAD,
            "µs/MiB",
            new Load.Uploads(4),
            new Target.Cost(1.0)),
    IDLE(
            "idle",
            "10,000 idle keep-alive connections",
            Setup.IDLE,
            "KiB/connection",
            new Load.Idle(10_000),
            new Target.Cost(1.0)),
    HOSTS_10(
            "hosts-10",
            "10 lines use_backend … if { hdr(host) -i … }",
            Setup.HOSTS_10,
            "µs/request",
            new Load.Requests(64, "/", false)),
    HOSTS_10000(
            "hosts-10000",
            "10,000 such lines, the last one matches",
            Setup.HOSTS_10000,
            "µs/request",
            new Load.Requests(64, "/", false),
            new Target.OwnCost(HOSTS_10, 1.05)),
    TLS_FULL_EC(
            "tls-full-ec",
            "full TLS 1.3 handshakes, ECDSA P-256",
            Setup.TLS_EC,
            "µs/connection",
            new Load.Connections(8, false),
            new Target.Cost(0.90)),
    TLS_RESUMED(
            "tls-resumed",
            "resumed TLS 1.3 handshakes, ECDSA P-256",
            Setup.TLS_EC,
            "µs/connection",
            new Load.Connections(8, true),
            new Target.Cost(0.90)),
    TLS_FULL_RSA(
            "tls-full-rsa",
            "full TLS 1.3 handshakes, RSA 2048",
            Setup.TLS_RSA,
            "µs/connection",
            new Load.Connections(8, false),
            new Target.Cost(0.90)),
    TLS_H1(
            "tls-h1",
            "HTTP/1.1 over TLS, keep-alive, 64 clients",
            Setup.TLS,
            "µs/request",
            new Load.TlsRequests(64, 1, "/", "http/1.1"),
            new Target.Cost(0.85)),
    TLS_DOWNLOAD(
            "tls-download",
            "answers of 1 MiB over TLS, HTTP/1.1, 16 clients",
            Setup.TLS,
            "µs/MiB",
            new Load.TlsRequests(16, 1, "/mebibyte", "http/1.1"),
            new Target.Cost(0.95)),
    TLS_H2(
            "tls-h2",
            "HTTP/2 over TLS, 64 clients with 10 streams each",
            Setup.TLS,
            "µs/request",
            new Load.TlsRequests(64, 10, "/", "h2"),
            new Target.Cost(0.85)),
    CERTS_10(
            "certs-10",
            "full handshakes with the last name of 10 certificates",
            Setup.CERTS_10,
            "µs/connection",
            new Load.NamedConnections(4)),
    CERTS_10000(
            "certs-10000",
            "the same with 10,000 certificates",
            Setup.CERTS_10000,
            "µs/connection",
            new Load.NamedConnections(4),
            new Target.OwnCost(CERTS_10, 1.05)),
    CERTS_MEMORY(
            "certs-memory",
            "memory with 10,000 certificates, 1,000 of them shown once",
            Setup.CERTS_10000,
            "MiB",
            new Load.EachOnce(1000),
            new Target.Cost(1.0)),
    CERTS_RELOAD(
            "certs-reload",
            "reload of 10,000 certificates, one of them new",
            Setup.CERTS_10000,
            "ms",
            new Load.Reload(),
            new Target.Figure(2000)),
    START("start", "start to first answer", Setup.START, "ms", new Load.FirstAnswer(), new Target.Figure(600)),
    MEMORY(
            "memory",
            "memory of the process after the run",
            Setup.PLAIN,
            "MiB",
            new Load.AfterTheRun(),
            new Target.Figure(150));

    final String id;
    final String title;
    final Setup setup;
    final String unit;
    final Load load;
    final List<Target> targets;

    Row(String id, String title, Setup setup, String unit, Load load, Target... targets) {
        this.id = id;
        this.title = title;
        this.setup = setup;
        this.unit = unit;
        this.load = load;
        this.targets = List.of(targets);
    }

    /** Whether the row's cost is processor time, so that it belongs into the chart. */
    boolean processorTime() {
        return unit.startsWith("µs");
    }

    static Row named(String id) {
        for (Row row : values()) {
            if (row.id.equals(id)) {
                return row;
            }
        }
        throw new Options.Wrong("--only expects a row, not '" + id + "'; rows are: "
                + String.join(" ", List.of(values()).stream().map(r -> r.id).toList()));
    }
}
