package dev.lintel.model;

import dev.lintel.base.Pos;
import java.util.Map;

/** An {@code http-errors} section: files by status (manual section 12.4). */
public record HttpErrorsSpec(Pos pos, String name, Map<Integer, ErrorFile> files) {
    public record ErrorFile(Pos pos, String file) {}
}
