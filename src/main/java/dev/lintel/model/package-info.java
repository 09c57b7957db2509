/**
 * What the user asked for: immutable records with defaults already applied, one for each thing that the language names. A record knows
 * its position in the text, so that whoever compiles it can blame the right line. No behaviour beyond small questions. May import only
 * {@code base}. Start with {@link dev.lintel.model.Config}.
 */
package dev.lintel.model;
