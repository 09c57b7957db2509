package dev.lintel.model;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import java.util.List;

/** One {@code acl} line: its name and the words behind it, uninterpreted. Lines of one name are ORed. */
public record AclSpec(Pos pos, String name, List<Word> words) {}
