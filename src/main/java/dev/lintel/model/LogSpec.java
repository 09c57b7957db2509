package dev.lintel.model;

import dev.lintel.base.Pos;
import java.util.List;

/**
 * One {@code log} line (manual section 4.2).
 *
 * @param target {@code 127.0.0.1:514}, {@code /dev/log}, {@code stdout}, {@code stderr}, {@code fd@2}, {@code ring@name}
 * @param length the longest line in bytes, 1024 by default
 * @param format {@code rfc3164}, {@code rfc5424}, {@code raw}, {@code short}, {@code timed}, {@code iso}, {@code priority}, {@code local}; null: by target
 * @param facility 0 to 23
 * @param maxLevel messages less important than this are dropped; {@code minLevel} raises those that are more important
 * @param sampleRanges of {@code sample <ranges>:<size>}; empty: all
 */
public record LogSpec(
        Pos pos,
        String target,
        int length,
        String format,
        int facility,
        int maxLevel,
        int minLevel,
        List<int[]> sampleRanges,
        int sampleSize) {}
