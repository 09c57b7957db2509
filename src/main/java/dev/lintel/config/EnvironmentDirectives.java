package dev.lintel.config;

import dev.lintel.base.Problems;

/** {@code setenv}, {@code presetenv}, {@code unsetenv} and {@code resetenv} of {@code global} (HAProxy manual, section 3.1). */
final class EnvironmentDirectives {
    private EnvironmentDirectives() {}

    /** Obeys the line and returns true when it is one of these. */
    static boolean apply(Line line, Environment environment, Problems problems) {
        switch (line.keyword()) {
            case "setenv", "presetenv" -> {
                if (line.size() != 3) {
                    problems.error(line.pos(), "'" + line.keyword() + "' expects <name> <value>, " + found(line, 3));
                } else if (line.keyword().equals("setenv")) {
                    environment.set(line.word(1), line.word(2));
                } else {
                    environment.preset(line.word(1), line.word(2));
                }
            }
            case "unsetenv" -> {
                if (line.size() < 2) {
                    problems.error(line.pos(), "'unsetenv' expects <name> ..., " + found(line, 2));
                }
                line.from(1).forEach(environment::unset);
            }
            case "resetenv" -> environment.keepOnly(line.from(1));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String found(Line line, int wanted) {
        return line.size() < wanted
                ? "but the line ends after '" + line.word(line.size() - 1) + "'"
                : "not '" + line.word(wanted) + "' behind them";
    }
}
