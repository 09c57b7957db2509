package dev.lintel.rule;

/** What a rule decides about the exchange. */
public enum Verdict {
    /** Go on with the next rule. */
    CONTINUE,
    /** No further rule of this set: the exchange goes on ({@code allow}). */
    STOP,
    /** Answer with {@code Exchange.reply} and do not ask a server. */
    REPLY,
    /** Close without an answer ({@code silent-drop}, {@code reject}). */
    CLOSE,
    /** Wait; the set is resumed at the same rule once what it waits for is there. */
    WAIT
}
