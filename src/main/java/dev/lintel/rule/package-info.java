/**
 * The language at run time: sample fetches, converters, matchers and actions, each a row of a table, and the compiled forms that an
 * exchange walks through (rule sets, conditions, log formats). Everything that can be decided from the text is decided in a row's
 * {@code bind}, once; what remains is a closure over arrays and final fields. Nothing here reads configuration files or sockets. May
 * import {@code exchange} and below. Start with {@link dev.lintel.rule.Fetch} and {@link dev.lintel.rule.RuleSet}.
 */
package dev.lintel.rule;
