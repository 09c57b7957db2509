/** What a client does to a proxy during one measurement. */
sealed interface Load {
    /** wrk with so many connections; {@code close} asks for a new connection per request. */
    record Requests(int connections, String path, boolean close) implements Load {}

    /** Bodies of 100 MiB each, sent by so many clients at once. */
    record Uploads(int clients) implements Load {}

    /** So many keep-alive connections that have made one request each and then say nothing. */
    record Idle(int connections) implements Load {}

    /** A fresh process, until its first answer. */
    record FirstAnswer() implements Load {}

    /** No load of its own: what the other rows left behind in memory. */
    record AfterTheRun() implements Load {}
}
