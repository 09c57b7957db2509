package dev.lintel.config;

import dev.lintel.base.Word;
import java.util.List;

/**
 * What {@link Lexer} makes of one line: the words, the same words as they were written, and the comment.
 *
 * @param words values after quotes, escapes and variables
 * @param raw the pieces of the text between blanks, quotes and all; {@code "${X[*]}"} is one piece and any number of words
 * @param comment from its {@code #} on, or empty
 * @param commentColumn where that {@code #} stands, or 0
 * @param continued whether the line ends in a lone backslash, so that the next one belongs to it
 * @param unset the first variable that was read, is not set and made a word empty, or null
 * @param fault why the line cannot be read, or null; there are no words then
 * @param faultColumn where that is
 */
record Lexed(
        List<Word> words,
        List<String> raw,
        String comment,
        int commentColumn,
        boolean continued,
        String unset,
        String fault,
        int faultColumn) {}
