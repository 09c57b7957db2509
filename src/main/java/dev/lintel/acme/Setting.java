package dev.lintel.acme;

/**
 * One setting of a provider or of a target of notices, as the configuration names it.
 *
 * @param what a few words on its value, for messages and documentation
 */
public record Setting(String name, String what, Need need) {
    /** Whether it may be left out, and whether it may be written out. */
    public enum Need {
        REQUIRED,
        OPTIONAL,
        /** Has to be there, and to come from a file or the environment. */
        SECRET,
        OPTIONAL_SECRET
    }

    static Setting required(String name, String what) {
        return new Setting(name, what, Need.REQUIRED);
    }

    static Setting optional(String name, String what) {
        return new Setting(name, what, Need.OPTIONAL);
    }

    static Setting secret(String name, String what) {
        return new Setting(name, what, Need.SECRET);
    }

    static Setting optionalSecret(String name, String what) {
        return new Setting(name, what, Need.OPTIONAL_SECRET);
    }

    public boolean isRequired() {
        return need == Need.REQUIRED || need == Need.SECRET;
    }

    public boolean isSecret() {
        return need == Need.SECRET || need == Need.OPTIONAL_SECRET;
    }
}
