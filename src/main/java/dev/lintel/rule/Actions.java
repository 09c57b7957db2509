package dev.lintel.rule;

import dev.lintel.base.Table;

/** Every action of a rule (manual section 4.3): the row files together. */
public final class Actions {
    public static final Table<Action> TABLE = Table.concat(Action::name, VerdictActions.ROWS);

    private Actions() {}
}
