package dev.lintel.compile;

import dev.lintel.base.Word;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.HeaderName;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.BackendSpec.BalanceSpec;
import dev.lintel.proxy.BalanceKey;
import dev.lintel.rule.Phase;
import dev.lintel.rule.RuleMistake;
import dev.lintel.rule.Sampler;
import dev.lintel.rule.Words;
import org.jspecify.annotations.Nullable;

/** Compiles what a {@code balance} algorithm goes by (manual section 4.2), and checks its arguments. */
final class BalanceKeys {
    private BalanceKeys() {}

    /** The key; none where the line is wrong, after reporting. */
    static BalanceKey of(BackendSpec spec, SectionCompiler section) {
        BalanceSpec balance = spec.balance();
        if (balance == null) {
            return BalanceKey.NONE;
        }
        String keyword = "balance " + balance.algorithm();
        Words words = section.words(keyword, balance.arguments(), Phase.ROUTING, balance.pos());
        try {
            Sampler expression = check(balance, words);
            if (words.more()) {
                Word extra = words.peek();
                throw words.error(extra.pos(), "expects nothing more, not '" + extra + "'");
            }
            return BalanceKey.of(balance, expression);
        } catch (RuleMistake reported) {
            return BalanceKey.NONE;
        }
    }

    private static @Nullable Sampler check(BalanceSpec balance, Words words) {
        switch (balance.algorithm()) {
            case "random" -> {
                if (words.more()) {
                    words.number("<draws>", 1, 1000);
                }
            }
            case "uri" -> uri(words);
            case "url_param" -> {
                words.next("<name>");
                if (words.accept("check_post") && words.more()) {
                    words.number("<bytes>", 0, Integer.MAX_VALUE);
                }
            }
            case "hdr" -> {
                Word name = words.next("<name>");
                if (HeaderName.of(name.text()) == null) {
                    throw words.error(name.pos(), "expects the name of a header, not '" + name + "'");
                }
                words.accept("use_domain_only");
            }
            case "hash" -> {
                boolean number = balance.hashType().function().equals("none");
                return words.expression("<expression>", number ? SampleType.STR : SampleType.BIN);
            }
            default -> {}
        }
        return null;
    }

    private static void uri(Words words) {
        while (words.more()) {
            if (words.accept("len") || words.accept("depth")) {
                words.number("<number>", 1, Integer.MAX_VALUE);
            } else if (!words.accept("whole") && !words.accept("path-only")) {
                Word other = words.peek();
                throw words.error(
                        other.pos(), "expects len <number>, depth <number>, path-only or whole, not '" + other + "'");
            }
        }
    }
}
