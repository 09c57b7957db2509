package dev.lintel.rule;

import dev.lintel.base.Table;

/** Every name of the rule language that is known and refused, with its reason. */
public final class Refusals {
    public static final Table<Refusal> FETCHES = Table.of(Refusal::name, RefusedFetches.ROWS);
    public static final Table<Refusal> CONVERTERS = Table.of(Refusal::name, RefusedConverters.ROWS);
    public static final Table<Refusal> ACTIONS = Table.of(Refusal::name, RefusedActions.ROWS);

    private Refusals() {}
}
