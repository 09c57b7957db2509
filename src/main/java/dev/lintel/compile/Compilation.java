package dev.lintel.compile;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.model.Config;
import dev.lintel.model.UserListSpec;
import dev.lintel.rule.PatternFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the compilation of one configuration shares between its sections. Owned by the compiling thread. */
final class Compilation {
    final Config config;
    final Problems problems;
    final Live live;
    final Slots slots;
    final PatternFiles patternFiles = new PatternFiles();
    final ErrorReplies errors;
    private final Map<String, HashedUserList> userLists = new HashMap<>();
    private final Map<String, Integer> backends = new HashMap<>();
    private final Map<String, byte[]> files = new HashMap<>();

    Compilation(Config config, Problems problems, Live live) {
        this.config = config;
        this.problems = problems;
        this.live = live;
        this.slots = new Slots(live.processVars());
        for (int i = 0; i < config.backends().size(); i++) {
            backends.putIfAbsent(config.backends().get(i).name(), i);
        }
        for (UserListSpec spec : config.userLists()) {
            userLists.putIfAbsent(spec.name(), new HashedUserList(spec, problems));
        }
        this.errors = new ErrorReplies(this);
    }

    HashedUserList userList(String name) {
        return userLists.get(name);
    }

    Iterable<String> userListNames() {
        return userLists.keySet();
    }

    /** The place of a backend in the configuration by name, and of all of them. */
    Map<String, Integer> backends() {
        return backends;
    }

    /** A file's bytes; null after reporting that it cannot be read. */
    byte[] bytes(String file, Pos pos) {
        byte[] known = files.get(file);
        if (known != null) {
            return known;
        }
        try {
            byte[] read = Files.readAllBytes(Path.of(file));
            files.put(file, read);
            return read;
        } catch (NoSuchFileException e) {
            problems.error(pos, "the file '" + file + "' does not exist");
        } catch (IOException | java.nio.file.InvalidPathException e) {
            problems.error(pos, "the file '" + file + "' cannot be read: " + reason(e));
        }
        return null;
    }

    /** The lines of a file or of a list by name (manual section 2.7); null after reporting. */
    List<String> lines(String name, Pos pos) {
        if (name.startsWith("virt@")) {
            return List.of();
        }
        String file = name.startsWith("opt@") ? name.substring(4) : name.startsWith("file@") ? name.substring(5) : name;
        if (name.startsWith("opt@") && !Files.exists(Path.of(file))) {
            return List.of();
        }
        byte[] bytes = bytes(file, pos);
        return bytes == null
                ? null
                : new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
    }

    private static String reason(Exception e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException denied -> "permission denied";
            case java.nio.file.FileSystemException fs when fs.getReason() != null -> fs.getReason();
            default -> e.getMessage() == null ? "reading failed" : e.getMessage();
        };
    }
}
