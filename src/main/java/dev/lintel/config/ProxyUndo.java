package dev.lintel.config;

/** {@code no ...} and {@code default ...} in proxies: options, and {@code no log} (HAProxy manual, section 4). */
final class ProxyUndo {
    private ProxyUndo() {}

    static void undo(ProxyDraft draft, Cursor words) {
        if (words.subject().endsWith(" option")) {
            OptionKeywords.undo(draft, words);
        } else if (words.subject().equals("no") && words.take("log")) {
            draft.logs.clear();
            words.end();
        } else {
            throw words.fail("'" + words.subject() + "' can stand before 'option' and 'log' only, not before '"
                    + words.peek() + "'");
        }
    }
}
