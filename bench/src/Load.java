/** What a client does to a proxy during one measurement. */
sealed interface Load {
    /** wrk with so many connections; {@code close} asks for a new connection per request. */
    record Requests(int connections, String path, boolean close) implements Load {}

    /** Bodies of 100 MiB each, sent by so many clients at once. */
    record Uploads(int clients) implements Load {}

    /** So many keep-alive connections that have made one request each and then say nothing. */
    record Idle(int connections) implements Load {}

    /** TLS connections with one request each, one after the other in so many clients; all resume a session or none does. */
    record Connections(int clients, boolean resume) implements Load {}

    /** The same without resumption, with the name of the last host in each hello. */
    record NamedConnections(int clients) implements Load {}

    /** Keep-alive requests over TLS; {@code protocol} is the only one that is offered. */
    record TlsRequests(int clients, int streams, String path, String protocol) implements Load {}

    /** One handshake for each of so many names, in a fresh process. */
    record EachOnce(int names) implements Load {}

    /** No load: the proxy reads its files again, one certificate of which has changed. */
    record Reload() implements Load {}

    /** A fresh process, until its first answer. */
    record FirstAnswer() implements Load {}

    /** No load of its own: what the other rows left behind in memory. */
    record AfterTheRun() implements Load {}
}
