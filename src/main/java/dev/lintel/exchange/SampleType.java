package dev.lintel.exchange;

/** The types of the language, manual section 7.3 (ADDR and ANY only as what a fetch or converter declares). */
public enum SampleType {
    BOOL,
    INT,
    IPV4,
    IPV6,
    STR,
    BIN,
    METH,
    /** IPV4 or IPV6, known at run time. */
    ADDR,
    /** Known at run time only: a variable. */
    ANY;

    public boolean isBytes() {
        return this == STR || this == BIN || this == METH;
    }

    /** HAProxy's name of the type, as messages use it. */
    public String label() {
        return switch (this) {
            case BOOL -> "bool";
            case INT -> "sint";
            case IPV4 -> "ipv4";
            case IPV6 -> "ipv6";
            case STR -> "str";
            case BIN -> "bin";
            case METH -> "meth";
            case ADDR -> "addr";
            case ANY -> "any";
        };
    }
}
