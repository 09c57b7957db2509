package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One configuration file in memory: its name as the user gave it, and its bytes as characters 0 to 255.
 *
 * <p>{@link #read} follows HAProxy's management guide, section 3, for {@code -f} and {@code --}: files in the order given, a
 * folder standing for its visible {@code *.cfg} files in the order of their bytes.
 */
public record Source(String name, String text) {
    /** More than any hand wrote; HAProxy bounds what it reads from a pipe at the same order of size. */
    private static final int MAX_BYTES = 64 << 20;

    /** A source from text that is at hand, in tests and in a command's argument. */
    public static Source of(String name, String text) {
        return new Source(name, new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /** Reads files and folders; what cannot be read becomes a problem, and the rest is read all the same. */
    public static List<Source> read(List<String> names, Problems problems) {
        List<Source> sources = new ArrayList<>();
        for (String name : names) {
            for (String file : files(name, problems)) {
                problems.file(file);
                Source source = readFile(file, problems);
                if (source != null) {
                    sources.add(source);
                }
            }
        }
        return sources;
    }

    private static List<String> files(String name, Problems problems) {
        Path path = Path.of(name);
        if (!Files.isDirectory(path)) {
            return List.of(name);
        }
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String base = entry.getFileName().toString();
                if (base.endsWith(".cfg") && !base.startsWith(".") && Files.isRegularFile(entry)) {
                    files.add(name.endsWith("/") ? name + base : name + "/" + base);
                }
            }
        } catch (IOException e) {
            problems.error(new Pos(name, 0, 0), "cannot list this folder: " + reason(e));
        }
        files.sort(null);
        return files;
    }

    private static Source readFile(String name, Problems problems) {
        try (InputStream in = name.equals("-") ? System.in : Files.newInputStream(Path.of(name))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                problems.error(new Pos(name, 0, 0), "cannot read this file: it is larger than 64 MB");
                return null;
            }
            return new Source(name, new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            problems.error(new Pos(name, 0, 0), "cannot read this file: " + reason(e));
            return null;
        }
    }

    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            default -> e.getMessage() == null ? "input/output error" : e.getMessage();
        };
    }

    /** Whether the last line lacks its line feed: HAProxy takes that for a sign of a file cut short, and refuses it. */
    boolean looksTruncated() {
        return !text.isEmpty() && !text.endsWith("\n");
    }
}
