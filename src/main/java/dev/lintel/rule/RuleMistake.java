package dev.lintel.rule;

/** Ends the reading of one rule whose mistake has been reported already; stackless, caught by the compiler. */
public final class RuleMistake extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RuleMistake(String text) {
        super(text, null, false, false);
    }
}
