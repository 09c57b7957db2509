package dev.lintel.compile;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.rule.RuleMistake;

/** Words a mistake so that it names its section and keyword, and reports it. */
record Blame(Problems problems, String section) {
    void error(Pos pos, String keyword, String text) {
        problems.error(pos, sentence(keyword, text));
    }

    void warning(Pos pos, String keyword, String text) {
        problems.warning(pos, sentence(keyword, text));
    }

    /** Reports a mistake that nobody has reported yet; one without a text was. */
    void caught(Pos pos, String keyword, RuleMistake mistake) {
        if (mistake.getMessage() != null) {
            error(pos, keyword, mistake.getMessage());
        }
    }

    private String sentence(String keyword, String text) {
        return section + tail(keyword, text);
    }

    /** {@code 'keyword' expects ...} where the text continues the sentence so, else {@code 'keyword': text}. */
    static String tail(String keyword, String text) {
        return text.startsWith("expects ") ? "'" + keyword + "' " + text : "'" + keyword + "': " + text;
    }
}
