package dev.lintel.config;

import dev.lintel.base.Table;
import dev.lintel.config.OldDialect.Answer;
import dev.lintel.config.OldDialect.Modern;
import dev.lintel.config.OldDialect.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The table of keywords that HAProxy no longer takes, each with what it becomes today. */
final class OldKeywords {
    private record Old(String keyword, Function<Line, Answer> translate) {}

    private static final Table<Old> PROXY = Table.of(
            Old::keyword,
            old("reqadd", l -> OldRules.add(l, "http-request")),
            old("rspadd", l -> OldRules.add(l, "http-response")),
            old("reqrep", l -> OldRules.replaceRequest(l, false)),
            old("cliexp", l -> OldRules.replaceRequest(l, false)),
            old("reqirep", l -> OldRules.replaceRequest(l, true)),
            old("rsprep", l -> OldRules.replaceResponse(l, false)),
            old("srvexp", l -> OldRules.replaceResponse(l, false)),
            old("rspirep", l -> OldRules.replaceResponse(l, true)),
            old("reqdel", l -> OldRules.delete(l, "http-request")),
            old("reqidel", l -> OldRules.delete(l, "http-request")),
            old("rspdel", l -> OldRules.delete(l, "http-response")),
            old("rspidel", l -> OldRules.delete(l, "http-response")),
            old("reqdeny", l -> OldRules.verdict(l, false, "http-request", "deny")),
            old("reqideny", l -> OldRules.verdict(l, true, "http-request", "deny")),
            old("reqallow", l -> OldRules.verdict(l, false, "http-request", "allow")),
            old("reqiallow", l -> OldRules.verdict(l, true, "http-request", "allow")),
            old("reqtarpit", l -> OldRules.verdict(l, false, "http-request", "tarpit")),
            old("reqitarpit", l -> OldRules.verdict(l, true, "http-request", "tarpit")),
            old("rspdeny", l -> OldRules.verdict(l, false, "http-response", "deny")),
            old("rspideny", l -> OldRules.verdict(l, true, "http-response", "deny")),
            old("reqsetbe", l -> OldRules.setBackend(l, false)),
            old("reqisetbe", l -> OldRules.setBackend(l, true)),
            old(
                    "reqpass",
                    l -> Modern.dropped("2.1", "it only ended the search for other req* lines; nothing replaces it")),
            old(
                    "reqipass",
                    l -> Modern.dropped("2.1", "it only ended the search for other req* lines; nothing replaces it")),
            old("block", l -> Modern.of("2.1", replaced(l, 1, "http-request", "deny"))),
            old("redispatch", l -> Modern.of("2.1", replaced(l, 1, "option", "redispatch"))),
            old("redisp", l -> Modern.of("2.1", replaced(l, 1, "option", "redispatch"))),
            old("contimeout", l -> Modern.of("2.1", replaced(l, 1, "timeout", "connect"))),
            old("clitimeout", l -> Modern.of("2.1", replaced(l, 1, "timeout", "client"))),
            old("srvtimeout", l -> Modern.of("2.1", replaced(l, 1, "timeout", "server"))),
            old("appsession", OldKeywords::appSession),
            old("monitor-net", OldKeywords::monitorNet),
            old("bind-process", l -> Modern.dropped("2.7", "there is one process")),
            old(
                    "grace",
                    l -> Modern.dropped(
                            "2.5", "a soft stop finishes what is open; 'hard-stop-after' in global bounds it")),
            old("dispatch", l -> Modern.of("3.5", replaced(l, 1, "server", "dispatch"))),
            old("transparent", l -> Modern.of("3.5", List.of("server", "transparent", "0.0.0.0"))),
            old("mode", OldKeywords::mode),
            old("timeout", OldKeywords::timeout),
            old("bind", OldKeywords::bind),
            old("option", OldKeywords::option),
            old("no", OldKeywords::noOption));

    private static final Table<Old> OPTIONS = Table.of(
            Old::keyword,
            old("forceclose", l -> Modern.of("2.5", List.of("option", "httpclose"))),
            old("http-tunnel", l -> Modern.dropped("2.5", "ignored since 2.1")),
            old("http-use-htx", l -> Modern.dropped("2.5", "always on")),
            old("accept-invalid-http-request", l -> unsafe("request")),
            old("accept-invalid-http-response", l -> unsafe("response")),
            old("transparent", l -> Modern.of("3.5", List.of("server", "transparent", "0.0.0.0"))),
            old("httpchk", OldKeywords::httpCheck),
            old(
                    "http_proxy",
                    l -> new Refused("made an open proxy and was removed in 2.5; use 'http-request do-resolve'"
                            + ", 'set-dst' and 'set-uri' with conditions on who may ask for what")));

    private static final Table<Old> GLOBAL = Table.of(
            Old::keyword,
            old("nbproc", l -> Modern.dropped("2.5", "there is one process; 'nbthread' sets its threads")),
            old("debug", l -> Modern.dropped("2.3", "start with '-d' instead")),
            old("tune.chksize", l -> Modern.dropped("2.5", "'tune.bufsize' bounds it")),
            old("master-worker", l -> Modern.dropped("3.5", "'-W' or '-Ws' at the command line")),
            old("stats", OldKeywords::globalStats));

    private OldKeywords() {}

    /** What an old line becomes, or null when the line is today's. */
    static Answer translate(SectionKind kind, Line line) {
        if (!kind.isProxy() && kind != SectionKind.GLOBAL) {
            return null;
        }
        Old old = (kind == SectionKind.GLOBAL ? GLOBAL : PROXY).find(line.keyword());
        return old == null ? null : old.translate.apply(line);
    }

    /** Whether the word is a {@code req*} or {@code rsp*} keyword: it can only be the start of a line. */
    static boolean isOldRule(String word) {
        return (word.startsWith("req") || word.startsWith("rsp")) && PROXY.has(word);
    }

    private static Old old(String keyword, Function<Line, Answer> translate) {
        return new Old(keyword, translate);
    }

    /** The line with its first {@code count} words replaced by others. */
    private static List<String> replaced(Line line, int count, String... words) {
        List<String> list = new ArrayList<>(List.of(words));
        list.addAll(line.from(count));
        return list;
    }

    private static Answer mode(Line line) {
        return line.word(1).equals("health")
                ? new Modern(
                        List.of(List.of("mode", "http"), List.of("http-request", "return", "status", "200")),
                        "2.3",
                        null,
                        null)
                : null;
    }

    private static Answer timeout(Line line) {
        return switch (line.word(1)) {
            case "contimeout" -> Modern.of("2.1", replaced(line, 2, "timeout", "connect"));
            case "clitimeout" -> Modern.of("2.1", replaced(line, 2, "timeout", "client"));
            case "srvtimeout" -> Modern.of("2.1", replaced(line, 2, "timeout", "server"));
            default -> null;
        };
    }

    private static Answer monitorNet(Line line) {
        if (line.size() != 2) {
            return new Refused(
                    "was removed in 2.3 and expected one network; use 'http-request return status 200 if { src NETWORK }'");
        }
        return Modern.of(
                "2.3", List.of("http-request", "return", "status", "200", "if", "{", "src", line.word(1), "}"));
    }

    private static Answer bind(Line line) {
        int at = line.from(0).indexOf("process");
        if (at < 2 || at + 1 >= line.size()) {
            return null;
        }
        List<String> words = new ArrayList<>(line.from(0));
        words.subList(at, at + 2).clear();
        return new Modern(List.of(words), "2.7", "there is one process", null);
    }

    private static Answer globalStats(Line line) {
        return line.word(1).equals("bind-process") ? Modern.dropped("2.7", "there is one process") : null;
    }

    private static Answer option(Line line) {
        Old old = OPTIONS.find(line.word(1));
        return old == null ? null : old.translate.apply(line);
    }

    private static Answer noOption(Line line) {
        if (!line.word(1).equals("option")) {
            return null;
        }
        return switch (line.word(2)) {
            case "forceclose", "http-tunnel" -> Modern.dropped("2.5", "off is the default");
            case "http-use-htx" -> Modern.dropped("2.5", "always on");
            case "http_proxy" -> Modern.dropped("2.5", "off is the default");
            case "transparent" -> Modern.dropped("3.5", "off is the default");
            case "accept-invalid-http-request", "accept-invalid-http-response" ->
                Modern.of(
                        "3.5",
                        List.of(
                                "no",
                                "option",
                                "accept-unsafe-violations-in-http-"
                                        + line.word(2).substring(20)));
            default -> null;
        };
    }

    private static Answer unsafe(String side) {
        return new Modern(
                List.of(List.of("option", "accept-unsafe-violations-in-http-" + side)), "3.1", "renamed there", null);
    }

    /** Headers hidden behind the version of {@code option httpchk METHOD URI VERSION\r\nName:\ value}. */
    private static Answer httpCheck(Line line) {
        String version = line.word(4);
        if (version.indexOf('\r') < 0 && version.indexOf('\n') < 0) {
            return null;
        }
        String[] parts = version.replace("\r", "").split("\n", -1);
        List<String> send = new ArrayList<>(
                List.of("http-check", "send", "meth", line.word(2), "uri", line.word(3), "ver", parts[0]));
        for (int i = 1; i < parts.length; i++) {
            int colon = parts[i].indexOf(':');
            if (parts[i].isEmpty()) {
                break;
            }
            if (colon < 1) {
                return new Refused(
                        "hides '" + parts[i] + "' behind the version, which is no header; use 'http-check send'");
            }
            send.addAll(List.of(
                    "hdr",
                    parts[i].substring(0, colon),
                    parts[i].substring(colon + 1).strip()));
        }
        return new Modern(List.of(List.of("option", "httpchk"), send), "2.7", null, null);
    }

    /** {@code appsession <cookie> len <length> timeout <holdtime> ...}: a table remembers which server set which cookie. */
    private static Answer appSession(Line line) {
        String cookie = line.word(1);
        String length = line.from(0).contains("len") ? line.word(line.from(0).indexOf("len") + 1) : "";
        String hold = line.from(0).contains("timeout") ? line.word(line.from(0).indexOf("timeout") + 1) : "";
        if (cookie.isEmpty() || length.isEmpty() || hold.isEmpty()) {
            return new Refused(
                    "was removed in 1.6 and expected <cookie> len <length> timeout <time>; use 'stick-table type string len"
                            + " <length> size 10k expire <time>' with 'stick store-response res.cook(<cookie>)' and 'stick match"
                            + " req.cook(<cookie>)'");
        }
        return new Modern(
                List.of(
                        List.of("stick-table", "type", "string", "len", length, "size", "10k", "expire", hold),
                        List.of("stick", "store-response", "res.cook(" + cookie + ")"),
                        List.of("stick", "match", "req.cook(" + cookie + ")")),
                "1.6",
                null,
                null);
    }
}
