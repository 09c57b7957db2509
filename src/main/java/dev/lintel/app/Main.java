package dev.lintel.app;

import dev.lintel.config.Condition;
import dev.lintel.config.Environment;
import dev.lintel.net.NettySettings;
import java.util.Arrays;
import java.util.List;

/** Reads the program's arguments and does what they ask; the exit status is what {@link #run} returns. */
public final class Main {
    /** The version that {@code -v} prints; a test holds it equal to the one in {@code pom.xml}. */
    static final String VERSION = "0.1.0";

    private Main() {}

    /** Runs the program and ends the process with its status. */
    public static void main(String[] args) {
        NettySettings.apply();
        System.exit(run(args));
    }

    static int run(String[] args) {
        String first = args.length == 0 ? "" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        return switch (first) {
            case "", "-h", "--help", "help" -> {
                System.err.print(Arguments.USAGE);
                yield 1;
            }
            case "run" -> program(rest);
            case "check" -> FileCommands.check(rest);
            case "fmt" -> FileCommands.format(rest);
            case "export" -> FileCommands.export(rest);
            case "keywords" -> {
                System.out.print(keywords(Arrays.asList(rest)));
                yield 0;
            }
            case "reload" -> ReloadCommand.run(rest);
            case "acme" -> AcmeCommand.run(rest);
            case "ca" -> CaCommand.run(rest);
            case "demo" -> Demo.run();
            case "train" -> Training.run();
            default -> program(args);
        };
    }

    private static String keywords(List<String> options) {
        if (options.contains("--runtime-api")) {
            return CommandList.page();
        }
        return options.contains("--page") ? KeywordList.page() : KeywordList.text();
    }

    /** Prints one sentence for the user and fails. */
    static int fail(String sentence) {
        System.err.println("lintel: " + sentence);
        return 1;
    }

    private static int program(String[] args) {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (Arguments.Mistake mistake) {
            System.err.print(Arguments.USAGE);
            return fail(mistake.getMessage());
        }
        if (arguments.version()) {
            System.out.println("Lintel version " + VERSION);
            return 0;
        }
        if (arguments.condition() != null) {
            return condition(arguments.condition());
        }
        if (arguments.directory() != null && !Posix.changeDirectory(arguments.directory())) {
            return fail("cannot change to the folder '" + arguments.directory() + "'");
        }
        if (arguments.files().isEmpty()) {
            System.err.print(Arguments.USAGE);
            return fail("no configuration is named; write -f FILE");
        }
        return new Program(arguments).run();
    }

    /** 0 true, 1 false, 2 unparsable. */
    private static int condition(String text) {
        try {
            return Condition.evaluate(text, Environment.ofProcess()) ? 0 : 1;
        } catch (Condition.Unparsable unparsable) {
            System.err.println("lintel: " + unparsable.getMessage());
            return 2;
        }
    }
}
