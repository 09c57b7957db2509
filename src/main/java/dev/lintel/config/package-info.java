/**
 * Configuration text becomes the model: nothing here knows of sockets, rules at work, or anything else that runs.
 *
 * <p>{@link dev.lintel.config.Source} reads the files, {@link dev.lintel.config.Lexer} cuts lines into words as HAProxy does,
 * {@link dev.lintel.config.Parser} resolves conditional blocks and finds the sections, {@link dev.lintel.config.OldDialect}
 * turns lines of old releases into today's, and {@link dev.lintel.config.Printer} writes the canonical text.
 *
 * <p>Text is kept as bytes: every character of a word is one byte of the file (0 to 255), so that {@code \xNN} and UTF-8 both
 * reach the wire as they were written. Imports only {@code model} and {@code base}. Start with Parser.
 */
package dev.lintel.config;
