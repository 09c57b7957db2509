package dev.lintel.acme;

import dev.lintel.base.Table;
import dev.lintel.base.Units;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one provider, checked against what it takes. Secrets are read from their file or variable each time, so that a
 * replaced one is used at once; whatever was read is remembered only to be kept out of messages. Any thread.
 */
final class Settings {
    private static final int MAX_SECRET_BYTES = 64 << 10;

    private final String owner;
    private final Map<String, String> values;
    private final UnaryOperator<@Nullable String> environment;
    private final Set<String> revealed = ConcurrentHashMap.newKeySet();

    /** @param owner what a message begins with: the provider's name */
    Settings(String owner, Map<String, String> values, UnaryOperator<@Nullable String> environment) {
        this.owner = owner;
        this.values = Map.copyOf(values);
        this.environment = environment;
    }

    /** Everything wrong with these settings, without looking at any file; empty when they are right. */
    static List<String> problems(String owner, List<Setting> known, Map<String, String> values) {
        Table<Setting> table = Table.of(Setting::name, known);
        List<String> found = new ArrayList<>();
        values.forEach((name, value) -> {
            Setting setting = table.find(name);
            if (setting == null) {
                found.add("'" + owner + "' has no setting '" + name + "'" + hint(table, name));
            } else if (setting.isSecret() && !isReference(value)) {
                found.add("'" + name + "' of '" + owner
                        + "' is a secret and expects file:/path or env:NAME, not the secret itself;"
                        + " put it into a file that only Lintel's user can read, and write " + name
                        + " file:/path/to/it");
            }
        });
        for (Setting setting : known) {
            if (setting.isRequired() && !values.containsKey(setting.name())) {
                found.add("'" + owner + "' needs '" + setting.name() + "': " + setting.what());
            }
        }
        return found;
    }

    private static String hint(Table<Setting> table, String name) {
        String near = table.didYouMean(name);
        return near.isEmpty() ? "; it takes " + String.join(", ", table.names()) : near;
    }

    private static boolean isReference(String value) {
        return value.startsWith("file:") && value.length() > 5 || value.startsWith("env:") && value.length() > 4;
    }

    String owner() {
        return owner;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    long number(String name, long otherwise) throws DnsFault {
        String text = values.get(name);
        try {
            return text == null ? otherwise : Units.number(text, 1, Integer.MAX_VALUE);
        } catch (Units.Malformed e) {
            throw fault("'" + name + "' " + e.getMessage());
        }
    }

    /** The secret itself, read now. */
    String secret(String name) throws DnsFault {
        String reference = values.get(name);
        if (reference == null) {
            throw fault("needs '" + name + "'");
        }
        String secret = (reference.startsWith("env:")
                        ? fromEnvironment(name, reference.substring(4))
                        : fromFile(name, reference))
                .strip();
        if (secret.isEmpty()) {
            throw fault("'" + name + "': " + reference + " is empty");
        }
        if (secret.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw fault("'" + name + "': " + reference + " holds more than one line; it has to hold the secret alone");
        }
        hides(secret);
        return secret;
    }

    private String fromEnvironment(String name, String variable) throws DnsFault {
        String value = environment.apply(variable);
        if (value == null) {
            throw fault("'" + name + "': the environment has no " + variable
                    + "; set it for the service (systemd: Environment= or EnvironmentFile=), or use file:/path");
        }
        return value;
    }

    private String fromFile(String name, String reference) throws DnsFault {
        return file(name, reference.substring(5));
    }

    /** The text of a small file that a setting names. */
    String file(String name, String path) throws DnsFault {
        try {
            Path file = Path.of(path);
            if (Files.size(file) > MAX_SECRET_BYTES) {
                throw fault("'" + name + "': " + path + " is too big to be what is expected");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw fault("'" + name + "': there is no file " + path);
        } catch (AccessDeniedException e) {
            throw fault("'" + name + "': the user that Lintel runs as may not read " + path);
        } catch (IOException | InvalidPathException e) {
            throw fault("'" + name + "': " + path + " cannot be read as text");
        }
    }

    /** Keeps a text out of messages from now on, also in the form that it has in a URL. */
    void hides(String secret) {
        if (secret.length() >= 4) {
            revealed.add(secret);
            revealed.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        }
    }

    /** The text without any secret that was read so far: others' answers may quote them. */
    String hide(String text) {
        String clean = text;
        for (String secret : revealed) {
            clean = clean.replace(secret, "***");
        }
        return clean;
    }

    /** A fault of this owner, its message clean of secrets. */
    DnsFault fault(String message) {
        return new DnsFault(hide(owner + ": " + message));
    }

    @Override
    public String toString() {
        return owner + values.keySet();
    }
}
