package dev.lintel.config;

import static dev.lintel.config.Keyword.EVERYWHERE;
import static dev.lintel.config.Keyword.runs;
import static dev.lintel.config.ProxyKeywords.BACK;
import static dev.lintel.config.ProxyKeywords.BACK_ONLY;

import dev.lintel.base.Near;
import dev.lintel.base.Table;
import dev.lintel.base.Word;
import dev.lintel.model.BackendSpec.CheckRuleSpec;
import dev.lintel.model.BackendSpec.HttpReuse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Keywords of the side that has servers: {@code backend} and {@code listen} (HAProxy manual, section 4.2). */
final class BackendKeywords {
    private static final List<String> ALGORITHMS = List.of(
            "roundrobin", "static-rr", "leastconn", "first", "source", "uri", "url_param", "hdr", "hash", "random");

    private static final List<String> ALGORITHMS_REFUSED = List.of("rdp-cookie", "log-hash", "sticky");

    private static final List<String> RETRY_EVENTS = List.of(
            "none",
            "conn-failure",
            "empty-response",
            "junk-response",
            "response-timeout",
            "0rtt-rejected",
            "all-retryable-errors",
            "401",
            "403",
            "404",
            "408",
            "421",
            "425",
            "429",
            "500",
            "501",
            "502",
            "503",
            "504");

    private static final List<String> CHECK_RULES = List.of(
            "comment",
            "connect",
            "disable-on-404",
            "expect",
            "send",
            "send-state",
            "set-var",
            "set-var-fmt",
            "unset-var");

    static final Table<Keyword<ProxyDraft>> TABLE = Table.of(
            Keyword::name,
            runs("server", "EEE..", ServerKeywords::server),
            runs("server-template", "EEE..", ServerKeywords::template),
            runs("default-server", "..E..", ServerKeywords::defaultServer),
            runs("balance", BACK, BackendKeywords::balance),
            runs("hash-type", BACK, BackendKeywords::hashType),
            runs("hash-balance-factor", EVERYWHERE, BackendKeywords::hashBalanceFactor),
            runs("cookie", BACK, CookieReader::cookie),
            runs("dynamic-cookie-key", BACK, (d, w) -> d.dynamicCookieKey = w.text("<key>")),
            runs("http-reuse", BACK, BackendKeywords::httpReuse),
            runs("http-check", BACK, BackendKeywords::httpCheck),
            runs("http-send-name-header", BACK, (d, w) -> d.httpSendNameHeader = w.more() ? w.text("") : null),
            runs("retries", BACK, (d, w) -> d.retries = Math.max(0, w.number(Integer.MIN_VALUE, Integer.MAX_VALUE))),
            runs("retry-on", BACK_ONLY, BackendKeywords::retryOn),
            runs("fullconn", BACK, (d, w) -> d.fullconn = w.number(0, Integer.MAX_VALUE)),
            runs(
                    "max-keep-alive-queue",
                    BACK,
                    (d, w) -> d.maxKeepAliveQueue = w.number(Integer.MIN_VALUE, Integer.MAX_VALUE)),
            runs("source", BACK, (d, w) -> d.source = ServerKeywords.source(w)));

    private BackendKeywords() {}

    /** {@code balance <algorithm> [arguments]}; an argument in parentheses comes first among them. */
    private static void balance(ProxyDraft draft, Cursor words) {
        draft.balancePos = words.pos();
        if (!words.more()) {
            draft.balance = "roundrobin";
            draft.balanceArguments = List.of();
            return;
        }
        Word word = words.word("");
        String text = word.text();
        int open = text.indexOf('(');
        String name = open < 0 ? text : text.substring(0, open);
        if (ALGORITHMS_REFUSED.contains(name)) {
            words.subject("balance " + name);
            words.refuse("it reads a protocol that is not here");
        }
        boolean needs = name.equals("hdr");
        boolean may = needs || name.equals("random");
        if (!ALGORITHMS.contains(name) || open >= 0 && !(may && text.endsWith(")")) || needs && open < 0) {
            throw words.fail(
                    "'balance' expects one of roundrobin, static-rr, leastconn, first, source, random, random(<draws>),"
                            + " uri, url_param, hdr(<name>), hash, not '" + text + "'"
                            + (ALGORITHMS.contains(name) ? "" : Near.hint(name, ALGORITHMS)));
        }
        List<Word> arguments = new ArrayList<>();
        if (open >= 0) {
            arguments.add(new Word(text.substring(open + 1, text.length() - 1), word.pos(), word.quoted()));
        }
        arguments.addAll(words.rest());
        draft.balance = name;
        draft.balanceArguments = arguments;
    }

    /** {@code hash-type <method> [<function> [avalanche]]}; alone, {@code consistent} means sdbm with avalanche. */
    private static void hashType(ProxyDraft draft, Cursor words) {
        draft.hashConsistent = words.oneOf(List.of("map-based", "consistent")).equals("consistent");
        draft.hashFunction = "sdbm";
        draft.hashAvalanche = draft.hashConsistent;
        if (words.more()) {
            draft.hashFunction = words.oneOf(List.of("sdbm", "djb2", "wt6", "crc32", "none"));
            draft.hashAvalanche = words.take("avalanche");
        }
    }

    private static void hashBalanceFactor(ProxyDraft draft, Cursor words) {
        int factor = words.number(0, Integer.MAX_VALUE);
        if (factor != 0 && factor <= 100) {
            throw words.fail("'hash-balance-factor' expects 0, or a percentage above 100, not '" + factor + "'");
        }
        draft.hashBalanceFactor = factor;
    }

    private static void httpReuse(ProxyDraft draft, Cursor words) {
        String value = words.oneOf(List.of("never", "safe", "aggressive", "always"));
        draft.httpReuse = HttpReuse.valueOf(value.toUpperCase(Locale.ROOT));
    }

    private static void httpCheck(ProxyDraft draft, Cursor words) {
        String keyword = words.oneOf(checkRules(words.peek()));
        draft.httpCheck.add(new CheckRuleSpec(words.pos(), keyword, List.copyOf(words.rest())));
    }

    /** {@code set-var(name)} is one word; its name is for the compiler. */
    private static List<String> checkRules(String word) {
        int open = word.indexOf('(');
        if (open > 0 && CHECK_RULES.contains(word.substring(0, open)) && word.endsWith(")")) {
            List<String> all = new ArrayList<>(CHECK_RULES);
            all.add(word);
            return all;
        }
        return CHECK_RULES;
    }

    private static void retryOn(ProxyDraft draft, Cursor words) {
        List<String> events = new ArrayList<>();
        do {
            events.add(words.oneOf(RETRY_EVENTS));
        } while (words.more());
        if (events.contains("none") && events.size() > 1) {
            throw words.fail("'retry-on none' expects nothing else beside it");
        }
        draft.retryOn = events;
    }
}
