package dev.lintel.rule;

/** Respells a regular expression of PCRE for {@code java.util.regex} where the two read the same characters differently. */
final class PcreSpelling {
    private final String text;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private PcreSpelling(String text) {
        this.text = text;
    }

    static String toJava(String text) {
        PcreSpelling spelling = new PcreSpelling(text);
        while (spelling.at < text.length()) {
            spelling.one();
        }
        return spelling.out.toString();
    }

    private void one() {
        char c = text.charAt(at);
        if (c == '\\') {
            escape();
        } else if (c == '[') {
            characterClass();
        } else if (c == '{' && !quantifier()) {
            literal("\\{");
        } else if (text.startsWith("(?P<", at)) {
            out.append("(?<");
            at += 4;
        } else {
            out.append(c);
            at++;
        }
    }

    private void literal(String spelled) {
        out.append(spelled);
        at++;
    }

    private void escape() {
        if (text.startsWith("\\Q", at)) {
            int end = text.indexOf("\\E", at);
            int stop = end < 0 ? text.length() : end + 2;
            out.append(text, at, stop);
            at = stop;
            return;
        }
        out.append('\\');
        at++;
        if (at < text.length()) {
            out.append(text.charAt(at++));
        }
    }

    /** {@code {n}}, {@code {n,}} or {@code {n,m}}; anything else between braces is literal in PCRE. */
    private boolean quantifier() {
        int i = at + 1;
        int digits = 0;
        boolean comma = false;
        for (; i < text.length() && text.charAt(i) != '}'; i++) {
            char c = text.charAt(i);
            if (c == ',' && !comma && digits > 0) {
                comma = true;
            } else if (c >= '0' && c <= '9') {
                digits++;
            } else {
                return false;
            }
        }
        return i < text.length() && digits > 0;
    }

    /** In a class Java gives a meaning to {@code [} and {@code &&}, and PCRE has {@code [:alpha:]} and a leading literal {@code ]}. */
    private void characterClass() {
        literal("[");
        if (at < text.length() && text.charAt(at) == '^') {
            literal("^");
        }
        if (at < text.length() && text.charAt(at) == ']') {
            literal("\\]");
        }
        while (at < text.length() && text.charAt(at) != ']') {
            char c = text.charAt(at);
            if (c == '\\') {
                escape();
            } else if (c == '[') {
                posixClass();
            } else if (c == '&') {
                literal("\\&");
            } else {
                literal(String.valueOf(c));
            }
        }
        if (at < text.length()) {
            literal("]");
        }
    }

    private void posixClass() {
        int end = text.indexOf(":]", at);
        if (!text.startsWith("[:", at) || end < 0) {
            literal("\\[");
            return;
        }
        String name = text.substring(at + 2, end);
        boolean negated = name.startsWith("^");
        String java = switch (negated ? name.substring(1) : name) {
            case "alnum" -> "Alnum";
            case "alpha" -> "Alpha";
            case "ascii" -> "ASCII";
            case "blank" -> "Blank";
            case "cntrl" -> "Cntrl";
            case "digit" -> "Digit";
            case "graph" -> "Graph";
            case "lower" -> "Lower";
            case "print" -> "Print";
            case "punct" -> "Punct";
            case "space" -> "Space";
            case "upper" -> "Upper";
            case "xdigit" -> "XDigit";
            case "word" -> null;
            default -> throw new RuleMistake("expects a known class such as [:alpha:], not '[:" + name + ":]'");
        };
        out.append('\\').append(java == null ? negated ? 'W' : 'w' : negated ? 'P' : 'p');
        if (java != null) {
            out.append('{').append(java).append('}');
        }
        at = end + 2;
    }
}
