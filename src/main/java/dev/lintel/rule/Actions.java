package dev.lintel.rule;

import dev.lintel.base.Table;

/** Every action of a rule (manual section 4.3): the row files together. */
public final class Actions {
    public static final Table<Action> TABLE = Table.concat(
            Action::name,
            VerdictActions.ROWS,
            ReplyActions.ROWS,
            RedirectActions.ROWS,
            HeaderActions.ROWS,
            HeaderBlockActions.ROWS,
            TargetActions.ROWS,
            VariableActions.ROWS,
            ConnectionActions.ROWS,
            ControlActions.ROWS,
            CaptureActions.ROWS,
            MapActions.ROWS);

    private Actions() {}
}
