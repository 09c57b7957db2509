package dev.lintel.app;

/** Reads the program's arguments and does what they ask; the exit status is what {@link #run} returns. */
public final class Main {
    /** The version that {@code -v} prints; a test holds it equal to the one in {@code pom.xml}. */
    static final String VERSION = "0.1.0";

    private Main() {}

    /** Runs the program and ends the process with its status. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String[] args) {
        if (args.length == 1 && (args[0].equals("-v") || args[0].equals("-vv"))) {
            System.out.println("Lintel version " + VERSION);
            return 0;
        }
        if (args.length == 1 && args[0].equals("train")) {
            return 0; // recorded by the launcher for the ahead-of-time cache: what is loaded here starts faster later
        }
        System.err.println("usage: lintel -v");
        return 1;
    }
}
