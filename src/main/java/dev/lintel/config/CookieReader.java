package dev.lintel.config;

import dev.lintel.base.Units;
import dev.lintel.model.CookieSpec;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code cookie <name> ...} of a backend (HAProxy manual, section 4.2); one object reads one line. */
final class CookieReader {
    private CookieSpec.Kind kind = CookieSpec.Kind.PASSIVE;
    private boolean indirect;
    private boolean nocache;
    private boolean postonly;
    private boolean preserve;
    private boolean httpOnly;
    private boolean secure;
    private boolean dynamic;
    private long maxIdle;
    private long maxLife;
    private final List<String> domains = new ArrayList<>();
    private final List<String> attributes = new ArrayList<>();

    private CookieReader() {}

    static void cookie(ProxyDraft draft, Cursor words) {
        String name = words.text("<name of the cookie>");
        CookieReader reader = new CookieReader();
        while (words.more()) {
            reader.option(words);
        }
        draft.cookie = reader.spec(name, words);
    }

    private void option(Cursor words) {
        switch (words.peek()) {
            case "rewrite" -> kind(CookieSpec.Kind.REWRITE, words);
            case "insert" -> kind(CookieSpec.Kind.INSERT, words);
            case "prefix" -> kind(CookieSpec.Kind.PREFIX, words);
            case "indirect" -> indirect = true;
            case "nocache" -> nocache = true;
            case "postonly" -> postonly = true;
            case "preserve" -> preserve = true;
            case "httponly" -> httpOnly = true;
            case "secure" -> secure = true;
            case "dynamic" -> dynamic = true;
            case "domain", "attr", "maxidle", "maxlife" -> {
                value(words);
                return;
            }
            default ->
                throw words.expects(
                        "rewrite, insert, prefix, indirect, nocache, postonly, preserve, httponly, secure, domain <name>,"
                                + " maxidle <time>, maxlife <time>, dynamic or attr <text>");
        }
        words.skip(1);
    }

    private void value(Cursor words) {
        String option = words.text("");
        words.subject("cookie ... " + option);
        switch (option) {
            case "domain" -> {
                String domain = words.text("<domain>");
                if (domain.indexOf('.', 1) < 0) {
                    words.warn("the domain '" + domain
                            + "' of the cookie has no dot inside, and browsers will not take it (RFC 6265"
                            + " section 5.2.3)");
                }
                domains.add(domain);
            }
            case "attr" -> attributes.add(words.text("<text>"));
            case "maxidle" -> maxIdle = words.millis(Units.Time.S) / 1000;
            default -> maxLife = words.millis(Units.Time.S) / 1000;
        }
        words.subject("cookie");
    }

    private void kind(CookieSpec.Kind wanted, Cursor words) {
        if (kind != CookieSpec.Kind.PASSIVE && kind != wanted) {
            throw words.fail("'cookie' expects one of rewrite, insert and prefix, and has two");
        }
        kind = wanted;
    }

    private CookieSpec spec(String name, Cursor words) {
        boolean limits = maxIdle > 0 || maxLife > 0;
        if (limits && kind != CookieSpec.Kind.INSERT) {
            throw words.fail("'cookie' takes 'maxidle' and 'maxlife' with 'insert' only");
        }
        return new CookieSpec(
                words.pos(),
                name,
                kind,
                indirect,
                nocache,
                postonly,
                preserve,
                httpOnly,
                secure,
                domains,
                maxIdle,
                maxLife,
                dynamic,
                null,
                attributes);
    }
}
