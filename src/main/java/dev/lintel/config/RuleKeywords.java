package dev.lintel.config;

import static dev.lintel.config.Keyword.runs;
import static dev.lintel.config.ProxyKeywords.NAMED;

import dev.lintel.base.Table;
import dev.lintel.model.RuleSpec;
import dev.lintel.model.RuleSpec.Family;

/** The keywords whose lines are rules: their words go to the compiler as they stand. */
final class RuleKeywords {
    static final Table<Keyword<ProxyDraft>> TABLE = Table.of(
            Keyword::name,
            rule(Family.TCP_REQUEST_CONNECTION, "E...E", "<action> ... [if <condition>]"),
            rule(Family.TCP_REQUEST_SESSION, "E...E", "<action> ... [if <condition>]"),
            rule(Family.TCP_REQUEST_CONTENT, NAMED, "<action> ... [if <condition>]"),
            rule(Family.TCP_RESPONSE_CONTENT, "E.E..", "<action> ... [if <condition>]"),
            runs("tcp-request inspect-delay", NAMED, (d, words) -> d.requestInspection = words.millis()),
            runs("tcp-response inspect-delay", "E.E..", (d, words) -> d.responseInspection = words.millis()),
            rule(Family.HTTP_REQUEST, NAMED, "<action> ... [if <condition>]"),
            rule(Family.HTTP_RESPONSE, NAMED, "<action> ... [if <condition>]"),
            rule(Family.HTTP_AFTER_RESPONSE, NAMED, "<action> ... [if <condition>]"),
            rule(Family.MONITOR_FAIL, "EE..W", "if <condition>"),
            rule(Family.REDIRECT, "EE...", "location|prefix|scheme <to> ... [if <condition>]"),
            rule(Family.USE_BACKEND, "EE..E", "<backend> [if <condition>]"),
            rule(Family.USE_SERVER, "EEE..", "<server> if <condition>"),
            rule(Family.FORCE_PERSIST, "EEW..", "if <condition>"),
            rule(Family.IGNORE_PERSIST, "EEW..", "if <condition>"));

    private RuleKeywords() {}

    private static Keyword<ProxyDraft> rule(Family family, String places, String expected) {
        return runs(family.keyword(), places, (draft, words) -> {
            if (!words.more()) {
                throw words.expects(expected);
            }
            draft.rules.add(new RuleSpec(words.pos(), family, words.rest()));
        });
    }
}
