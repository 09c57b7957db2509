/**
 * From what the user asked for to what runs: names are resolved, casts inserted, types and phases checked, and every rule, condition,
 * expression and format becomes an object that the data plane only has to call. Mistakes are collected with their places; nothing here
 * runs while traffic flows. May import {@code proxy}, {@code net} and everything below. Start with {@link
 * dev.lintel.compile.RuleCompiler}; expressions are in {@link dev.lintel.compile.ExprCompiler}, conditions in {@link
 * dev.lintel.compile.ConditionCompiler}, format strings in {@link dev.lintel.compile.LogFormatCompiler}.
 */
package dev.lintel.compile;
