package dev.lintel.acme;

/**
 * What preflight found: advice and never a gate, for this host may see another network than a CA does.
 *
 * @param name the name that it is about
 * @param what was found, continuing a sentence that begins with the name
 * @param advice what to do, or when it is well all the same
 */
public record Finding(String name, String what, String advice) {
    @Override
    public String toString() {
        return name + " " + what + "; " + advice;
    }
}
