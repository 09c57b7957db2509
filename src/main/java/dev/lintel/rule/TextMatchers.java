package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BIN;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Matcher.matcher;

import dev.lintel.http.Bytes;
import java.util.List;

/** Match methods of texts and blocks of bytes (manual sections 7.1.3 to 7.1.5). */
final class TextMatchers {
    static final List<Matcher> ROWS = List.of(
            matcher("str", STR, (patterns, ignoreCase) -> TextSets.exact(TextSets.bytes(patterns), ignoreCase)),
            matcher("beg", STR, (patterns, ignoreCase) -> TextSets.prefixes(TextSets.bytes(patterns), ignoreCase)),
            matcher("end", STR, (patterns, ignoreCase) -> TextSets.suffixes(TextSets.bytes(patterns), ignoreCase)),
            matcher("sub", STR, (patterns, ignoreCase) -> SubstringSet.of(TextSets.bytes(patterns), ignoreCase)),
            matcher("dir", STR, (patterns, ignoreCase) -> PartSets.directories(TextSets.bytes(patterns), ignoreCase)),
            matcher("dom", STR, (patterns, ignoreCase) -> PartSets.domains(TextSets.bytes(patterns), ignoreCase)),
            matcher("reg", STR, PartSets::expressions),
            matcher("bin", BIN, (patterns, ignoreCase) -> TextSets.exact(blocks(patterns), false)));

    private TextMatchers() {}

    private static byte[][] blocks(List<String> patterns) {
        byte[][] blocks = new byte[patterns.size()][];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = block(patterns.get(i));
        }
        return blocks;
    }

    private static byte[] block(String pattern) {
        byte[] digits = Bytes.of(pattern);
        byte[] block = new byte[digits.length / 2];
        for (int i = 0; i < digits.length; i++) {
            int digit = Substitution.hex(digits[i]);
            if (digit < 0 || digits.length % 2 != 0) {
                throw new RuleMistake("expects an even number of hexadecimal digits, not '" + pattern + "'");
            }
            block[i / 2] |= (byte) (digit << (i % 2 == 0 ? 4 : 0));
        }
        return block;
    }
}
