package dev.lintel.rule;

import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The proxy's own answers by status where the configuration has none, in HAProxy's words (manual section 4.2, {@code errorfile}). */
public final class DefaultReplies {
    private static final String[][] TEXTS = {
        {"200 OK", "Service ready."},
        {"400 Bad request", "Your browser sent an invalid request."},
        {"401 Unauthorized", "You need a valid user and password to access this content."},
        {"403 Forbidden", "Request forbidden by administrative rules."},
        {"404 Not Found", "The resource could not be found."},
        {
            "405 Method Not Allowed",
            "A request was made of a resource using a request method not supported by that resource."
        },
        {"407 Unauthorized", "You need a valid user and password to access this content."},
        {"408 Request Time-out", "Your browser didn't send a complete request in time."},
        {"410 Gone", "The resource is no longer available and will not be available again."},
        {"413 Payload Too Large", "The request entity exceeds the maximum allowed."},
        {"414 URI Too Long", "The URI provided was too long for the server to process."},
        {"421 Misdirected Request", "Request sent to a non-authoritative server."},
        {"422 Unprocessable Content", "The server cannot process the contained instructions."},
        {"425 Too Early", "Your browser sent early data."},
        {"429 Too Many Requests", "You have sent too many requests in a given amount of time."},
        {"431 Request Header Fields Too Large", "Request Header Fields Too Large."},
        {"500 Internal Server Error", "An internal server error occurred."},
        {"501 Not Implemented", "The server does not support the functionality required to fulfill the request."},
        {"502 Bad Gateway", "The server returned an invalid or incomplete response."},
        {"503 Service Unavailable", "No server is available to handle this request."},
        {"504 Gateway Time-out", "The server didn't respond in time."},
        {"505 HTTP Version Not Supported", "The HTTP version of the request is not supported."}
    };

    private static final List<Reply.Field> FIELDS = List.of(
            new Reply.Field(HeaderName.CACHE_CONTROL, Bytes.of("no-cache"), null),
            new Reply.Field(HeaderName.CONTENT_TYPE, Bytes.of("text/html"), null));

    private static final Reply[] BY_STATUS = new Reply[600];
    private static final List<Reply> ALL = new ArrayList<>();

    static {
        for (String[] text : TEXTS) {
            Reply reply = reply(text[0], text[1]);
            BY_STATUS[reply.status()] = new Reply(reply.status(), null, List.of(), null, null, null, true);
            ALL.add(reply);
        }
    }

    private DefaultReplies() {}

    private static Reply reply(String line, String sentence) {
        String body = "<html><body><h1>" + line + "</h1>\n" + sentence + "\n</body></html>\n";
        int status = Integer.parseInt(line.substring(0, 3));
        return new Reply(status, Bytes.of(line.substring(4)), FIELDS, null, Bytes.of(body), null);
    }

    /** All of them. */
    public static List<Reply> all() {
        return List.copyOf(ALL);
    }

    /** Whether there is an answer of that status, and so {@code errorfile} and {@code deny_status} may name it. */
    public static boolean handles(int status) {
        return status >= 0 && status < BY_STATUS.length && BY_STATUS[status] != null && status != 505;
    }

    /** The statuses that {@link #handles} takes, for messages. */
    public static String statuses() {
        StringBuilder out = new StringBuilder();
        for (Reply reply : ALL) {
            if (handles(reply.status())) {
                out.append(out.isEmpty() ? "" : ", ").append(reply.status());
            }
        }
        return out.toString();
    }

    /**
     * What a line {@code http-error} says (manual section 4.2).
     *
     * @param status what it is the answer for; an error file may have another
     * @param reply null: what lines before it have said is taken back
     * @param composed whether it is made for each request
     */
    public record Line(int status, @Nullable Reply reply, boolean composed) {}

    /** Reads the words of {@code http-error}. */
    public static Line error(Words words) {
        return ReplyReader.error(words);
    }

    /** What a rule gives where it means the answer of that status, whatever backend or frontend have configured for it. */
    public static Reply byStatus(int status) {
        return BY_STATUS[status];
    }
}
