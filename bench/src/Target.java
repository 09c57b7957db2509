import java.util.Locale;

/** What Lintel has to reach in a row. */
sealed interface Target {
    /** Lintel's cost divided by that of the better HAProxy. */
    record Cost(double atMost) implements Target {}

    /** Lintel's requests per second divided by those of the better HAProxy. */
    record Rate(double atLeast) implements Target {}

    /** Lintel's cost divided by its own cost in another row. */
    record OwnCost(Row base, double atMost) implements Target {}

    /** Lintel's figure itself. */
    record Figure(double atMost) implements Target {}

    /** The target in the words of the table. */
    default String words(Row row) {
        return switch (this) {
            case Cost c -> "≤ " + number(c.atMost) + " × HAProxy";
            case Rate r -> "≥ " + number(r.atLeast) + " × HAProxy";
            case OwnCost o -> "≤ " + number(o.atMost) + " × " + o.base.id;
            case Figure f -> "≤ %.0f %s".formatted(f.atMost, row.unit);
        };
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
