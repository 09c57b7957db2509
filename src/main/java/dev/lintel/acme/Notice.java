package dev.lintel.acme;

/**
 * One piece of news for whoever runs the program.
 *
 * @param subject one line, such as {@code certificate web: renewal failed}
 * @param text what happened and what comes next
 */
public record Notice(Kind kind, String subject, String text) {
    /** How much it matters. */
    public enum Kind {
        NEWS("news"),
        WARNING("warning"),
        FAILURE("failure");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As it is written in messages to programs. */
        public String word() {
            return word;
        }
    }

    public Notice {
        subject = ApiMessages.shorten(subject);
    }
}
