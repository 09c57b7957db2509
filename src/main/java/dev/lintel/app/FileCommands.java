package dev.lintel.app;

import dev.lintel.acme.Plans;
import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Printer;
import dev.lintel.config.Source;
import dev.lintel.model.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The commands that look at configuration files and start nothing: {@code check}, {@code fmt}, {@code export}. */
final class FileCommands {
    private FileCommands() {}

    /** Words of a command that are options, and those that are files. */
    private record Words(List<String> options, List<String> files) {
        static Words of(String[] args, List<String> known) throws Arguments.Mistake {
            Words words = new Words(new ArrayList<>(), new ArrayList<>());
            for (String arg : args) {
                if (arg.startsWith("-") && arg.length() > 1) {
                    if (!known.contains(arg)) {
                        throw new Arguments.Mistake(
                                "unknown option '" + arg + "'; there is " + String.join(", ", known));
                    }
                    words.options.add(arg);
                } else {
                    words.files.add(arg);
                }
            }
            if (words.files.isEmpty()) {
                throw new Arguments.Mistake("expects the name of a configuration file");
            }
            return words;
        }

        boolean has(String option) {
            return options.contains(option);
        }
    }

    /** Prints everything that is wrong; with {@code --hints} also advice that HAProxy would not give. Asks no authority anything. */
    static int check(String[] args) {
        try {
            Words words = Words.of(args, List.of("--hints", "--strict", "-dW"));
            Problems problems = new Problems();
            ConfigFiles files = new ConfigFiles(words.files, null, words.has("--strict"), words.has("-dW"), false);
            Config config = files.check(problems);
            problems.print(System.out, words.has("--hints"));
            if (config == null) {
                return 1;
            }
            if (Plans.isNeeded(config)) {
                Plans.describe(config, Certification.folder(config)).forEach(System.out::println);
            }
            System.out.println("Configuration file is valid");
            return 0;
        } catch (Arguments.Mistake mistake) {
            return Main.fail("check: " + mistake.getMessage());
        }
    }

    /** Prints the canonical form, or writes it back with {@code -w}. */
    static int format(String[] args) {
        try {
            Words words = Words.of(args, List.of("-w"));
            Problems problems = new Problems();
            List<Source> sources = Source.read(words.files, problems);
            if (problems.hasErrors()) {
                problems.print(System.err);
                return 1;
            }
            for (Source source : sources) {
                String text = Printer.format(source);
                if (!words.has("-w")) {
                    System.out.write(text.getBytes(StandardCharsets.ISO_8859_1));
                    System.out.flush();
                } else if (!text.equals(source.text())) {
                    replace(Path.of(source.name()), text);
                }
            }
            return 0;
        } catch (Arguments.Mistake mistake) {
            return Main.fail("fmt: " + mistake.getMessage());
        } catch (IOException e) {
            return Main.fail("fmt: cannot write: " + e.getMessage());
        }
    }

    /** Whole or not at all: whoever reads the file meanwhile sees the old one. */
    private static void replace(Path file, String text) throws IOException {
        Path target = file.toRealPath();
        Path fresh = Files.createTempFile(target.toAbsolutePath().getParent(), ".fmt", ".cfg");
        try {
            Files.writeString(fresh, text, StandardCharsets.ISO_8859_1);
            PosixFileAttributes attributes = Files.readAttributes(target, PosixFileAttributes.class);
            Files.setPosixFilePermissions(fresh, attributes.permissions());
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Prints one file that a current HAProxy accepts; what was translated is told on the error stream. */
    static int export(String[] args) {
        try {
            Words words = Words.of(args, List.of("--strict"));
            Problems problems = new Problems();
            List<Source> sources = Source.read(words.files, problems);
            if (!problems.hasErrors()) {
                String text = Printer.export(sources, Environment.ofProcess(), problems, words.has("--strict"));
                System.out.write(text.getBytes(StandardCharsets.ISO_8859_1));
                System.out.flush();
            }
            problems.print(System.err);
            return problems.hasErrors() ? 1 : 0;
        } catch (Arguments.Mistake mistake) {
            return Main.fail("export: " + mistake.getMessage());
        } catch (IOException e) {
            return Main.fail("export: cannot write: " + e.getMessage());
        }
    }
}
