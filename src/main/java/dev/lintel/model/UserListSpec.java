package dev.lintel.model;

import dev.lintel.base.Pos;
import java.util.List;

/** A {@code userlist} section (manual section 12.1). */
public record UserListSpec(Pos pos, String name, List<User> users, List<Group> groups) {
    /** {@code password} is a crypt(3) hash, or plain where {@code insecure}. */
    public record User(Pos pos, String name, String password, boolean insecure, List<String> groups) {}

    public record Group(Pos pos, String name, List<String> users) {}
}
