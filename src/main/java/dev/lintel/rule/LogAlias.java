package dev.lintel.rule;

import java.util.function.BiFunction;

/**
 * A row of the table of log aliases (manual section 8.2.6, "Please refer to the table below").
 *
 * @param http whether it makes sense in HTTP mode only
 * @param bind makes the piece that writes it in a style
 */
public record LogAlias(String name, boolean http, BiFunction<LogStyle, Names, LogFormat.Piece> bind) {}
