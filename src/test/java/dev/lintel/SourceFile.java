package dev.lintel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One Java file as text, and the same text with comments and literals blanked out so that only code is searched. */
record SourceFile(String path, String text, String code) {
    private static final Pattern NOT_CODE = Pattern.compile("""
            //[^\\n]* | /\\*.*?\\*/ | \""".*?(?<!\\\\)\""" | "(?:\\\\.|[^"\\\\\\n])*" | '(?:\\\\.|[^'\\\\\\n])*'
            """, Pattern.COMMENTS | Pattern.DOTALL);
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);

    static SourceFile of(String path, String text) {
        return new SourceFile(path, text, NOT_CODE.matcher(text).replaceAll(SourceFile::blank));
    }

    /** All Java files below a folder. */
    static List<SourceFile> below(String folder) {
        try (Stream<Path> paths = Files.walk(Path.of(folder))) {
            return paths.filter(p -> p.toString().endsWith(".java"))
                    .sorted()
                    .map(SourceFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SourceFile read(Path path) {
        try {
            return of(path.toString(), Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps the line ends, and the quotes of a literal, so that every offset keeps its line. */
    private static String blank(MatchResult found) {
        char first = found.group().charAt(0);
        String kept = first == '/' ? " " : Matcher.quoteReplacement(Character.toString(first));
        String inside = found.group().substring(1, found.group().length() - (first == '/' ? 0 : 1));
        return kept + inside.replaceAll("[^\\n]", " ") + (first == '/' ? "" : kept);
    }

    /** The last part of the package's name. */
    String layer() {
        String name = packageName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    String packageName() {
        Matcher matcher = PACKAGE.matcher(code);
        return matcher.find() ? matcher.group(1) : "";
    }

    boolean isPackageInfo() {
        return path.endsWith("package-info.java");
    }

    int lines() {
        return (int) text.lines().count();
    }

    /** Every place where the pattern occurs in the code. */
    List<MatchResult> find(Pattern pattern) {
        List<MatchResult> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(code);
        while (matcher.find()) {
            found.add(matcher.toMatchResult());
        }
        return found;
    }

    /** {@code path:line: message}, for an offset of the text. */
    String at(int offset, String message) {
        long line = 1 + text.substring(0, offset).chars().filter(c -> c == '\n').count();
        return path + ":" + line + ": " + message;
    }
}
