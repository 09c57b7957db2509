package dev.lintel.app;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program's own arguments, which are haproxy's (management guide, section 3). What only tunes the inside of HAProxy is accepted
 * without effect.
 *
 * @param files what {@code -f} and {@code --} name, in order
 * @param maxconn of {@code -n}; 0: as configured
 * @param master {@code -W}, {@code -Ws}: a stop by SIGINT ends with 130 as HAProxy's master does
 * @param unresolvedServers {@code -dr}: a server whose name does not resolve stops nothing
 * @param finish processes that {@code -sf} asks to finish once this one serves; {@code terminate}: {@code -st}
 */
record Arguments(
        List<String> files,
        @Nullable String directory,
        boolean check,
        @Nullable String condition,
        boolean verbose,
        boolean quiet,
        boolean daemon,
        boolean master,
        boolean warningsFatal,
        boolean unresolvedServers,
        boolean hints,
        boolean dump,
        @Nullable String keywords,
        @Nullable String pidFile,
        @Nullable String localPeer,
        int maxconn,
        List<Long> finish,
        List<Long> terminate,
        boolean version) {
    static final String USAGE = """
            usage: lintel [run] [-f FILE|FOLDER]... [options] [-- FILE...]
                   lintel check FILE... [--hints] [--strict]    what is wrong with a configuration; --strict: old words are errors
                   lintel fmt [-w] FILE...                      its canonical form; -w writes it back
                   lintel export FILE...                        a file that a current HAProxy accepts
                   lintel keywords                              what each word of the language does here
                   lintel reload [-p PIDFILE|PID]               reads the files again, inside the running process
                   lintel acme [show|renew|ready]...            certificates that renew themselves, in the running process
                   lintel ca [-f FILE]                          the root certificate of the internal CA
                   lintel demo                                  four small servers with Lintel in front

            options, as haproxy has them:
                   -c check only; -cc CONDITION evaluates one; -V says that all is well; -q says nothing; -dW warnings are fatal
                   -C FOLDER changes to it first; -D daemon; -W, -Ws answer like master and worker; -p FILE for the pid
                   -n N connections at most; -sf PID... and -st PID... end older processes; -v, -vv version
            """;

    /** A mistake in the arguments, as a sentence for the user. */
    static final class Mistake extends Exception {
        private static final long serialVersionUID = 1L;

        Mistake(String message) {
            super(message, null, false, false);
        }
    }

    static Arguments parse(String[] args) throws Mistake {
        return new Parser(args).parse();
    }

    /** Reads the arguments from left to right. */
    private static final class Parser {
        private final String[] args;
        private int at;
        private final List<String> files = new ArrayList<>();
        private @Nullable String directory;
        private boolean check;
        private @Nullable String condition;
        private boolean verbose;
        private boolean quiet;
        private boolean daemon;
        private boolean master;
        private boolean warningsFatal;
        private boolean unresolvedServers;
        private boolean hints;
        private boolean dump;
        private @Nullable String keywords;
        private @Nullable String pidFile;
        private @Nullable String localPeer;
        private int maxconn;
        private final List<Long> finish = new ArrayList<>();
        private final List<Long> terminate = new ArrayList<>();
        private boolean version;

        Parser(String[] args) {
            this.args = args;
        }

        Arguments parse() throws Mistake {
            while (at < args.length) {
                option(args[at++]);
            }
            return new Arguments(
                    files,
                    directory,
                    check,
                    condition,
                    verbose,
                    quiet,
                    daemon,
                    master,
                    warningsFatal,
                    unresolvedServers,
                    hints,
                    dump,
                    keywords,
                    pidFile,
                    localPeer,
                    maxconn,
                    finish,
                    terminate,
                    version);
        }

        private void option(String option) throws Mistake {
            switch (option) {
                case "-f" -> files.add(value(option, "a file or folder"));
                case "--" -> {
                    while (at < args.length) {
                        files.add(args[at++]);
                    }
                }
                case "-C" -> directory = value(option, "a folder");
                case "-c" -> check = true;
                case "-cc" -> condition = value(option, "a condition");
                case "-V" -> {
                    verbose = true;
                    quiet = false;
                }
                case "-q" -> quiet = true;
                case "-D" -> daemon = true;
                case "-W", "-Ws" -> master = true;
                case "-d", "-db" -> daemon = false;
                case "-dW" -> warningsFatal = true;
                case "-dr" -> unresolvedServers = true;
                case "-dD" -> hints = true;
                case "-p" -> pidFile = value(option, "a file");
                case "-L" -> localPeer = value(option, "a name");
                case "-n" -> maxconn = number(option);
                case "-m", "-N" -> number(option);
                case "-x", "-S" -> value(option, "an address");
                case "-sf" -> processes(finish);
                case "-st" -> processes(terminate);
                case "-v", "-vv" -> version = true;
                case "-4",
                        "-dF",
                        "-dG",
                        "-dI",
                        "-dL",
                        "-dR",
                        "-dS",
                        "-dT",
                        "-dV",
                        "-dZ",
                        "-dc",
                        "-de",
                        "-dk",
                        "-dp",
                        "-dv" -> {}
                default -> prefixed(option);
            }
        }

        /** Options whose value follows without a blank. */
        private void prefixed(String option) throws Mistake {
            if (option.startsWith("-dC")) {
                dump = true;
            } else if (option.startsWith("-dK")) {
                keywords = option.substring(3);
            } else if (!option.startsWith("-dM") && !option.startsWith("-dA") && !option.startsWith("-dt")) {
                throw new Mistake(
                        option.startsWith("-")
                                ? "unknown option '" + option + "'"
                                : "'" + option + "' is no option; a configuration is named with -f " + option);
            }
        }

        private String value(String option, String what) throws Mistake {
            if (at >= args.length) {
                throw new Mistake("'" + option + "' expects " + what + " behind it");
            }
            return args[at++];
        }

        private int number(String option) throws Mistake {
            String text = value(option, "a number");
            try {
                return Integer.parseUnsignedInt(text);
            } catch (NumberFormatException e) {
                throw new Mistake("'" + option + "' expects a number, not '" + text + "'");
            }
        }

        /** The list ends at the next option; it may be empty. */
        private void processes(List<Long> list) throws Mistake {
            while (at < args.length && !args[at].startsWith("-")) {
                String text = args[at++];
                try {
                    list.add(Long.parseLong(text));
                } catch (NumberFormatException e) {
                    throw new Mistake("'-sf' and '-st' expect process ids, not '" + text + "'");
                }
            }
        }
    }
}
