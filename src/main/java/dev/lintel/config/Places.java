package dev.lintel.config;

/** Whether a keyword may stand in the section where it was found (HAProxy manual, section 4.1). */
final class Places {
    private Places() {}

    /** True when it may; otherwise a warning and false, or an error. */
    static boolean allow(Keyword<?> row, Section section, Cursor words) {
        int column = switch (section.kind()) {
            case DEFAULTS -> section.name() == null ? 0 : 1;
            case FRONTEND -> 2;
            case LISTEN -> 3;
            default -> 4;
        };
        char verdict = row.places().charAt(column);
        if (verdict == '.') {
            return true;
        }
        String text = "'" + row.name() + "' " + reason(row, section);
        if (verdict == 'E') {
            throw words.fail(text);
        }
        words.warn(text + "; it is ignored");
        return false;
    }

    private static String reason(Keyword<?> row, Section section) {
        return switch (section.kind()) {
            case FRONTEND -> "belongs where servers are, in a 'backend' or 'listen'";
            case BACKEND ->
                row.name().equals("maxconn")
                        ? "belongs where clients come in, in a 'frontend' or 'listen'; a backend has 'fullconn'"
                        : "belongs where clients come in, in a 'frontend' or 'listen'";
            case DEFAULTS ->
                row.places().charAt(1) == '.'
                        ? "can stand in a 'defaults' section only if that has a name, as in 'defaults web'"
                        : "cannot stand in a 'defaults' section; put it into each proxy";
            default -> "cannot stand in a '" + section.kind().keyword() + "' section";
        };
    }
}
