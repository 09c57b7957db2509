/**
 * The ground floor: positions in configuration text, problems collected over a whole file, tables of named rows, and units
 * (durations, sizes, networks). Everything may import this package; it imports nothing of ours. Start with {@link
 * dev.lintel.base.Problems}: it is the shape in which every mistake of a user reaches them.
 */
@NullMarked
package dev.lintel.base;

import org.jspecify.annotations.NullMarked;
