/**
 * The scenario runner: one readable text file holds a configuration, what clients send, what servers must see and answer, and
 * what the log must say; it runs against Lintel and against the real HAProxy. Start with {@link
 * dev.lintel.testkit.Scenario} and {@code docs/SCENARIOS.md}; {@link dev.lintel.testkit.ScenarioRun} is the life of one run,
 * {@link dev.lintel.testkit.ProgramUnderTest} is all that the runner knows of a program. Sockets here are plain and blocking,
 * on virtual threads, so that no mistake of ours can hide behind the same mistake in the program under test.
 */
package dev.lintel.testkit;
