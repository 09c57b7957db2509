package dev.lintel.balance;

/** How a health check ended; the words are those of messages and of statistics (manual section 9.1, {@code check_status}). */
public enum CheckStatus {
    INITIALIZING("INI", "Initializing", Outcome.NEUTRAL, false),
    /** Traffic, not a check: {@code observe}. */
    OBSERVED("HANA", "Health analyze", Outcome.FAILED, false),
    SOCKET_ERROR("SOCKERR", "Socket error", Outcome.FAILED, false),
    L4_OK("L4OK", "Layer4 check passed", Outcome.PASSED, false),
    L4_TIMEOUT("L4TOUT", "Layer4 timeout", Outcome.FAILED, false),
    L4_FAILED("L4CON", "Layer4 connection problem", Outcome.FAILED, false),
    L6_OK("L6OK", "Layer6 check passed", Outcome.PASSED, false),
    L6_TIMEOUT("L6TOUT", "Layer6 timeout", Outcome.FAILED, false),
    L6_INVALID("L6RSP", "Layer6 invalid response", Outcome.FAILED, false),
    L7_TIMEOUT("L7TOUT", "Layer7 timeout", Outcome.FAILED, false),
    L7_INVALID("L7RSP", "Layer7 invalid response", Outcome.FAILED, false),
    L7_OK("L7OK", "Layer7 check passed", Outcome.PASSED, true),
    /** 404 where {@code http-check disable-on-404} is set: the server wants no new clients. */
    L7_OK_STOPPING("L7OKC", "Layer7 check conditionally passed", Outcome.STOPPING, true),
    L7_WRONG_STATUS("L7STS", "Layer7 wrong status", Outcome.FAILED, true);

    enum Outcome {
        NEUTRAL,
        FAILED,
        PASSED,
        STOPPING
    }

    private final String keyword;
    private final String text;
    private final Outcome outcome;
    private final boolean coded;

    CheckStatus(String keyword, String text, Outcome outcome, boolean coded) {
        this.keyword = keyword;
        this.text = text;
        this.outcome = outcome;
        this.coded = coded;
    }

    /** The short form: {@code L4OK}. */
    public String keyword() {
        return keyword;
    }

    public String text() {
        return text;
    }

    /** Whether a status code belongs to it. */
    public boolean coded() {
        return coded;
    }

    public boolean passed() {
        return outcome == Outcome.PASSED || outcome == Outcome.STOPPING;
    }

    Outcome outcome() {
        return outcome;
    }
}
