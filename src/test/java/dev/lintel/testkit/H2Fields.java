package dev.lintel.testkit;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A scenario's messages, written as for HTTP/1.1, as the field blocks of HTTP/2, and back (RFC 9113 section 8). */
final class H2Fields {
    /** Fields that belong to a connection of HTTP/1.1; they are not sent in HTTP/2, and what expects them does not apply. */
    static final Set<String> OF_CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    /** Where a message's body is. */
    enum Body {
        NONE,
        HERE,
        /** It comes by later steps. */
        LATER
    }

    private H2Fields() {}

    static Http2Headers head(Outgoing message, String asked) {
        Http2Headers fields = new DefaultHttp2Headers(false);
        String[] start = message.start().split(" ", 2);
        List<Message.Field> all = message.framed(asked);
        if (message.isRequest()) {
            String authority = Message.first(all, "host");
            fields.method(start[0]).scheme("http");
            if (authority != null) fields.authority(authority);
            fields.path(start[1]);
        } else {
            fields.status(start[0]);
        }
        for (Message.Field field : all) {
            String name = field.name().toLowerCase(Locale.ROOT);
            boolean authority = message.isRequest() && name.equals("host");
            if (!authority && !OF_CONNECTION.contains(name)) fields.add(name, field.value());
        }
        return fields;
    }

    static Http2Headers trailers(List<Message.Field> trailers) {
        Http2Headers fields = new DefaultHttp2Headers(false);
        for (Message.Field field : trailers) fields.add(field.name().toLowerCase(Locale.ROOT), field.value());
        return fields;
    }

    static Body body(Outgoing message, String asked) {
        if (!message.isRequest() && !message.mayHaveBody(asked)) return Body.NONE;
        if (message.chunks() != null || message.body() != null && message.body().length > 0) return Body.HERE;
        String length = Message.first(message.fields(), "content-length");
        boolean announced = length != null && !length.equals("0");
        boolean begun =
                Message.first(message.fields(), "transfer-encoding") != null || announced || message.untilClose();
        return begun && message.body() == null ? Body.LATER : Body.NONE;
    }

    /** What a head announces; -1 where it does not say. */
    static long length(Outgoing message) {
        String length = Message.first(message.fields(), "content-length");
        return length == null ? -1 : Long.parseLong(length);
    }

    static String startLine(Http2Headers fields, boolean request) {
        if (!request) return "HTTP/2 " + fields.status();
        return fields.method() + " " + (fields.path() == null ? fields.authority() : fields.path()) + " HTTP/2";
    }

    static List<Message.Field> read(Http2Headers fields) {
        List<Message.Field> all = new ArrayList<>();
        if (fields.authority() != null)
            all.add(new Message.Field("host", fields.authority().toString()));
        StringBuilder cookies = new StringBuilder();
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            String name = field.getKey().toString();
            String value = field.getValue().toString().strip();
            // RFC 9113 section 8.2.3: crumbs are one field again before anyone sees them.
            if (name.equals("cookie"))
                cookies.append(cookies.isEmpty() ? "" : "; ").append(value);
            else if (name.equals("host") && fields.authority() != null && value.contentEquals(fields.authority()))
                continue;
            else if (!name.startsWith(":")) all.add(new Message.Field(name, value));
        }
        if (!cookies.isEmpty()) all.add(new Message.Field("cookie", cookies.toString()));
        return all;
    }
}
