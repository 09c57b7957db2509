package dev.lintel.rule;

import dev.lintel.base.Pos;

/** A compiled rule: what it does, and the condition under which it does it; null: always. */
public record Rule(Pos pos, Condition condition, Action.Step step) {}
