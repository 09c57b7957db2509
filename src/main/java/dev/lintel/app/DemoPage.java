package dev.lintel.app;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The page of the demonstration's servers: who served, the request as it arrived, and what of it Lintel added. */
final class DemoPage {
    private static final String DOWN_PATH = "/take-this-server-down";

    /** What the configuration of the demonstration makes Lintel add. */
    private static final List<String> ADDED = List.of("x-forwarded-for:", "x-forwarded-proto:");

    private static final String HTML = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>${name} served this</title>
            <style>
              body { margin: 0; font: 17px/1.5 system-ui, sans-serif; color: #222; background: #fafafa; }
              header { background: ${colour}; color: ${ink}; border-bottom: 1px solid #0002; }
              header div, main { max-width: 46rem; margin: 0 auto; padding: 1.8rem 1.5rem; } main { padding: 0 1.5rem 3rem; }
              h1 { margin: 0; font-size: 2.4rem; } header p { margin: .3rem 0 0; }
              h2 { font-size: 1.15rem; margin: 1.8rem 0 .4rem; }
              pre { background: #fff; border: 1px solid #ddd; border-radius: 6px; padding: 1rem; overflow-x: auto; font-size: .9rem; }
              .request { white-space: pre-wrap; overflow-wrap: anywhere; }
              mark { background: #ffe9a8; } a { color: #0645ad; } .note { color: #555; }
            </style>
            <header><div><h1>${name}</h1><p>served this page, at ${address}</p></div></header>
            <main>
            <h2>The request as it arrived here</h2>
            <pre class="request">${request}</pre>
            <p class="note">Marked: what Lintel added on the way.${cookie}</p>
            <h2>Try</h2>
            <ul>
              <li><a href="/">Again</a>: the same server? ${balance}</li>
              <li><a href="${down}">Take ${name} down for 10 seconds</a>, and then look who serves.
                  Lintel's checks notice within two seconds; a request that comes earlier is tried again elsewhere.</li>
              <li>Change the configuration below and run <code>lintel reload</code>: no request is lost.</li>
            </ul>
            ${configuration}
            </main>
            </html>
            """;

    private static final String DOWN = """
            <!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="2; url=/"><title>${name} leaves</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <body style="font: 17px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1.5rem"><h1>${name} leaves for 10 seconds.</h1>
            <p>In two seconds you will see who serves in its place: <a href="/">now</a>.</p>
            """;

    private final String configuration;

    DemoPage(String configuration) {
        this.configuration = configuration;
    }

    byte[] answer(DemoServer server, String head) {
        String target = head.substring(head.indexOf(' ') + 1).split(" ", 2)[0];
        if (target.equals(DOWN_PATH)) {
            server.takeDown();
            return http(server, DOWN.replace("${name}", server.name()), null, head.startsWith("HEAD "));
        }
        return http(server, page(server, head), session(head), head.startsWith("HEAD "));
    }

    /** The application's own session cookie, which the origin's configuration lets Lintel prefix with the server's value. */
    private static @Nullable String session(String head) {
        boolean known = head.toLowerCase(Locale.ROOT).contains("srv_id=");
        return known
                ? null
                : "Set-Cookie: SRV_ID="
                        + Long.toHexString(ThreadLocalRandom.current().nextLong()) + "; Path=/; HttpOnly\r\n";
    }

    private String page(DemoServer server, String head) {
        boolean gogs = head.toLowerCase(Locale.ROOT).contains("host: gogs.");
        String colour = server.name();
        return HTML.replace("${name}", server.name())
                .replace("${colour}", colour)
                .replace("${ink}", colour.equals("green") ? "#fff" : "#222")
                .replace("${address}", server.address())
                .replace("${request}", request(head))
                .replace(
                        "${cookie}",
                        head.contains("SRV_ID=")
                                ? " The cookie SRV_ID is this server's own; your browser holds it with the server's number"
                                        + " and a tilde before it, and Lintel takes both off again."
                                : "")
                .replace(
                        "${balance}",
                        gogs
                                ? "Here yes, by the cookie SRV_ID, and without it by your address (balance source)."
                                : "Here no: the servers take turns (balance roundrobin).")
                .replace("${down}", DOWN_PATH)
                .replace("${configuration}", "<h2>The configuration</h2><pre>" + escaped(configuration) + "</pre>");
    }

    private static String request(String head) {
        StringBuilder out = new StringBuilder();
        for (String line : head.strip().split("\r\n")) {
            boolean added = ADDED.stream().anyMatch(line.toLowerCase(Locale.ROOT)::startsWith);
            out.append(added ? "<mark>" + escaped(line) + "</mark>" : escaped(line))
                    .append('\n');
        }
        return out.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static byte[] http(DemoServer server, String body, @Nullable String extra, boolean headOnly) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\nServer: "
                + server.name() + "\r\nContent-Length: " + bytes.length + "\r\n" + (extra == null ? "" : extra)
                + "\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        if (headOnly) {
            return start;
        }
        byte[] all = new byte[start.length + bytes.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(bytes, 0, all, start.length, bytes.length);
        return all;
    }
}
