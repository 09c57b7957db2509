package dev.lintel.config;

import dev.lintel.model.ProxySpec.ErrorSpec;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code errorfile}, {@code errorfiles}, {@code errorloc*} and {@code http-error} (HAProxy manual, section 4.2). */
final class ErrorReader {
    /** The answers that HAProxy can give of its own. */
    private static final List<String> STATUSES = List.of(
            "200", "400", "401", "403", "404", "405", "407", "408", "410", "413", "414", "425", "429", "431", "500",
            "501", "502", "503", "504");

    private ErrorReader() {}

    static int status(Cursor words) {
        return Integer.parseInt(words.oneOf(STATUSES));
    }

    static void file(ProxyDraft draft, Cursor words) {
        int status = status(words);
        draft.errors.add(
                new ErrorSpec(words.pos(), ErrorSpec.Kind.FILE, List.of(status), words.text("<status> <file>")));
    }

    /** {@code errorfiles <name of an http-errors section> [<status> ...]}. */
    static void section(ProxyDraft draft, Cursor words) {
        String name = words.text("<name of an http-errors section> [<status> ...]");
        List<Integer> statuses = new ArrayList<>();
        while (words.more()) {
            statuses.add(status(words));
        }
        draft.errors.add(new ErrorSpec(words.pos(), ErrorSpec.Kind.SECTION, statuses, name));
    }

    /** {@code http-error status <code> ...}: the compiler reads it as it reads a rule's answer. */
    static void words(ProxyDraft draft, Cursor words) {
        if (!words.more()) {
            throw words.expects("status <code> ...");
        }
        draft.errors.add(new ErrorSpec(words.pos(), ErrorSpec.Kind.WORDS, List.of(), null, words.rest()));
    }

    static void location(ProxyDraft draft, Cursor words, int redirect) {
        ErrorSpec.Kind kind = redirect == 303 ? ErrorSpec.Kind.LOCATION_303 : ErrorSpec.Kind.LOCATION_302;
        int status = status(words);
        draft.errors.add(new ErrorSpec(words.pos(), kind, List.of(status), words.text("<status> <url>")));
    }
}
