package dev.lintel.config;

import dev.lintel.base.Problems;
import dev.lintel.base.Word;
import dev.lintel.model.HttpErrorsSpec;
import dev.lintel.model.UserListSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The small sections: {@code userlist} and {@code http-errors} (HAProxy manual, chapter 12), and the refusal of the others. */
final class SectionReader {
    private final Problems problems;

    SectionReader(Problems problems) {
        this.problems = problems;
    }

    /** Why a kind of section is refused, or null. */
    static String refusal(SectionKind kind) {
        return switch (kind) {
            case GLOBAL, DEFAULTS, FRONTEND, BACKEND, LISTEN, USERLIST, HTTP_ERRORS, CRT_STORE, ACME -> null;
            case PEERS -> "peers come with stick tables";
            case RESOLVERS -> "names are resolved when the configuration is read; 'resolvers' come later";
            case CACHE -> "the cache comes later";
            case RING -> "rings come later";
            case MAILERS -> "mail alerts were removed from HAProxy itself in 3.3; they come back as notifications";
            case FCGI_APP -> "FastCGI comes later";
            case LOG_FORWARD -> "syslog is not forwarded yet";
            case LOG_PROFILE -> "log profiles come later";
            case HEALTHCHECK -> "write 'option httpchk' and 'http-check' in the backend";
            case NAMESPACE_LIST -> "network namespaces come later";
            case TRACES -> "they show the insides of HAProxy";
            case PROGRAM -> "it was removed from HAProxy itself in 3.3; let the service manager start the program";
        };
    }

    /** Refuses a section by one error at its head; its lines are not looked at. */
    boolean refuse(Section section) {
        String reason = refusal(section.kind());
        if (reason != null) {
            problems.error(
                    section.pos(),
                    "section '" + section.kind().keyword() + "' is not part of this version of Lintel yet: " + reason);
        }
        return reason != null;
    }

    HttpErrorsSpec httpErrors(Section section) {
        Map<Integer, HttpErrorsSpec.ErrorFile> files = new LinkedHashMap<>();
        each(section, List.of("errorfile"), words -> {
            int status = ErrorReader.status(words);
            files.put(status, new HttpErrorsSpec.ErrorFile(words.pos(), words.text("<status> <file>")));
        });
        return new HttpErrorsSpec(section.pos(), nameOf(section), files);
    }

    UserListSpec userList(Section section) {
        List<UserListSpec.User> users = new ArrayList<>();
        List<UserListSpec.Group> groups = new ArrayList<>();
        each(section, List.of("user", "group"), words -> {
            if (words.subject().equals("user")) {
                UserListSpec.User user = user(words);
                if (users.stream().anyMatch(u -> u.name().equals(user.name()))) {
                    words.warn("user '" + user.name() + "' is defined twice; the second one is ignored");
                } else {
                    users.add(user);
                }
            } else {
                groups.add(group(words));
            }
        });
        checkGroups(section, users, groups);
        return new UserListSpec(section.pos(), nameOf(section), users, groups);
    }

    private static UserListSpec.User user(Cursor words) {
        String name = words.text("<name> password|insecure-password <password> [groups <group>,...]");
        String password = "";
        boolean insecure = false;
        List<String> groups = List.of();
        while (words.more()) {
            switch (words.oneOf(List.of("password", "insecure-password", "groups"))) {
                case "password" -> password = words.text("<hash of crypt(3)>");
                case "insecure-password" -> {
                    password = words.text("<password>");
                    insecure = true;
                }
                default -> groups = List.of(words.text("<group>,...").split(","));
            }
        }
        return new UserListSpec.User(words.pos(), name, password, insecure, groups);
    }

    private static UserListSpec.Group group(Cursor words) {
        String name = words.text("<name> [users <user>,...]");
        List<String> users =
                words.take("users") ? List.of(words.text("<user>,...").split(",")) : List.of();
        return new UserListSpec.Group(words.pos(), name, users);
    }

    private void checkGroups(Section section, List<UserListSpec.User> users, List<UserListSpec.Group> groups) {
        List<String> userNames = users.stream().map(UserListSpec.User::name).toList();
        List<String> groupNames = groups.stream().map(UserListSpec.Group::name).toList();
        for (UserListSpec.User user : users) {
            for (String group : user.groups()) {
                if (!groupNames.contains(group)) {
                    problems.error(
                            user.pos(),
                            "in " + section.title() + ": user '" + user.name() + "' is in the group '" + group
                                    + "', which has no 'group' line");
                }
            }
        }
        for (UserListSpec.Group group : groups) {
            for (String user : group.users()) {
                if (!userNames.contains(user)) {
                    problems.error(
                            group.pos(),
                            "in " + section.title() + ": group '" + group.name() + "' has the user '" + user
                                    + "', who has no 'user' line");
                }
            }
        }
    }

    private void each(Section section, List<String> keywords, java.util.function.Consumer<Cursor> read) {
        for (Line line : section.lines()) {
            Cursor words = new Cursor(line, 1, section.title(), problems);
            try {
                if (!keywords.contains(line.keyword())) {
                    throw words.fail(
                            "unknown keyword '" + line.keyword() + "'; it takes " + String.join(" and ", keywords));
                }
                read.accept(words);
                words.end();
            } catch (Cursor.Stop told) {
                // its problem is told, and the next line may be fine
            }
        }
    }

    private static String nameOf(Section section) {
        Word name = section.name();
        return name == null ? "" : name.text();
    }
}
