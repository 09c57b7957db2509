package dev.lintel.model;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import java.util.List;

/** One rule: which set it belongs to, and the words behind that keyword (action, arguments, condition), uninterpreted. */
public record RuleSpec(Pos pos, Family family, List<Word> words) {
    /** The rule sets of a proxy, in the order in which they are evaluated. */
    public enum Family {
        TCP_REQUEST_CONNECTION("tcp-request connection"),
        TCP_REQUEST_SESSION("tcp-request session"),
        TCP_REQUEST_CONTENT("tcp-request content"),
        MONITOR_FAIL("monitor fail"),
        HTTP_REQUEST("http-request"),
        REDIRECT("redirect"),
        USE_BACKEND("use_backend"),
        USE_SERVER("use-server"),
        FORCE_PERSIST("force-persist"),
        IGNORE_PERSIST("ignore-persist"),
        TCP_RESPONSE_CONTENT("tcp-response content"),
        HTTP_RESPONSE("http-response"),
        HTTP_AFTER_RESPONSE("http-after-response");

        private final String keyword;

        Family(String keyword) {
            this.keyword = keyword;
        }

        public String keyword() {
            return keyword;
        }
    }
}
