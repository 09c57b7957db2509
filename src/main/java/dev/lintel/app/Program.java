package dev.lintel.app;

import dev.lintel.base.Problems;
import dev.lintel.base.Severity;
import dev.lintel.config.Keywords;
import dev.lintel.config.Printer;
import dev.lintel.config.Source;
import dev.lintel.model.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * The program that serves: starts the proxy, tells whoever waits for it, and obeys signals and orders until one ends it. Everything
 * happens on the main thread, one order after the other.
 */
final class Program {
    /** What HAProxy's master answers to SIGINT; a script that pressed Ctrl-C expects it (128 + 2). */
    private static final int INTERRUPTED = 130;
    /** HAProxy's answer to {@code -c} where a file has nothing to listen at. */
    private static final int NO_LISTENER = 2;

    /** An order and its answer for whoever gave it. */
    record Outcome(boolean done, String said) {}

    private final Arguments arguments;
    private final ConfigFiles files;
    private final Supervisor supervisor = new Supervisor();
    private final BlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
    private @Nullable Integer status;
    private @Nullable Proxy proxy;
    private @Nullable Path pidFile;

    Program(Arguments arguments) {
        this.arguments = arguments;
        this.files = new ConfigFiles(
                arguments.files(),
                arguments.localPeer(),
                false,
                arguments.warningsFatal(),
                arguments.unresolvedServers());
    }

    int run() {
        if (arguments.keywords() != null) {
            Keywords.all().forEach(keyword -> System.out.println(keyword.name()));
        }
        return arguments.check() ? check() : serve();
    }

    private int check() {
        Problems problems = new Problems();
        Config config = files.check(problems);
        report(problems);
        if (arguments.dump()) {
            dump();
        }
        if (config == null) {
            return 1;
        }
        if (!Proxy.listens(config)) {
            say("Configuration file has no error but will not start (no listener) => exit(2).");
            return NO_LISTENER;
        }
        if (arguments.verbose()) {
            System.out.println("Configuration file is valid");
        }
        return 0;
    }

    private void dump() {
        Source.read(arguments.files(), new Problems()).forEach(source -> System.out.print(Printer.format(source)));
    }

    private int serve() {
        // What comes while the proxy starts is obeyed when it has.
        obeySignals();
        // Command sockets of the configuration may stand in there, too.
        ControlSocket.prepare();
        Problems problems = new Problems();
        Config config = files.read(problems);
        if (config != null) {
            proxy = Proxy.start(config, settings(), problems);
        }
        report(problems);
        if (proxy == null) {
            return 1;
        }
        proxy.watch();
        String failure = writePid(config);
        if (failure != null) {
            proxy.stop();
            return Main.fail(failure);
        }
        try (ControlSocket control = ControlSocket.open(arguments.files(), this::order)) {
            if (control.problem() != null) {
                say("'lintel reload' and 'lintel acme' do not reach this process: " + control.problem());
            }
            supervisor.ready();
            arguments.finish().forEach(pid -> Posix.kill(pid, Posix.SIGUSR1));
            arguments.terminate().forEach(pid -> Posix.kill(pid, Posix.SIGTERM));
            return obey();
        } finally {
            removePid();
        }
    }

    private Proxy.Settings settings() {
        return new Proxy.Settings(
                arguments.maxconn(),
                arguments.warningsFatal(),
                arguments.unresolvedServers(),
                !arguments.terminate().isEmpty() || !arguments.finish().isEmpty(),
                this::tell);
    }

    /** Comes from event loops, and writing may block: the program's own thread writes it. A daemon has nobody to tell. */
    private void tell(String sentence) {
        if (!arguments.daemon()) {
            orders.add(() -> say(sentence));
        }
    }

    private int obey() {
        while (status == null) {
            try {
                orders.take().run();
            } catch (InterruptedException e) {
                status = 1;
            }
        }
        return status;
    }

    private void obeySignals() {
        Signal.handle(new Signal("TERM"), signal -> orders.add(() -> stop(0)));
        Signal.handle(new Signal("INT"), signal -> orders.add(() -> stop(arguments.master() ? INTERRUPTED : 0)));
        Signal.handle(new Signal("USR1"), signal -> orders.add(this::drain));
        Signal.handle(new Signal("USR2"), signal -> orders.add(this::reload));
        Signal.handle(new Signal("HUP"), signal -> orders.add(this::reload));
    }

    private void stop(int with) {
        supervisor.stopping();
        proxy.stop();
        status = with;
    }

    /** Orders are obeyed meanwhile: whoever loses patience may still stop at once. */
    private void drain() {
        Thread.ofVirtual().name("drain").start(() -> {
            try {
                proxy.drain(supervisor::stopping);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            orders.add(() -> status = 0);
        });
    }

    /** An order from the control socket; waits for its turn and its end. */
    private Outcome order(String order) throws InterruptedException {
        if (order.startsWith("acme" + AcmeCommand.BETWEEN)) {
            return AcmeOrders.obey(proxy.administration().acme(), order);
        }
        if (!order.equals("reload")) {
            return new Outcome(false, "unknown order '" + order + "'\n");
        }
        FutureTask<Outcome> task = new FutureTask<>(this::reload);
        orders.add(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            return new Outcome(false, "the reload failed: " + e.getCause() + "\n");
        }
    }

    private Outcome reload() {
        supervisor.reloading();
        Problems problems = new Problems();
        boolean done = false;
        try {
            Config config = files.read(problems);
            done = config != null && proxy.reload(config, problems);
        } catch (RuntimeException e) {
            problems.add(Severity.ERROR, dev.lintel.base.Pos.NONE, "internal error: " + e);
            e.printStackTrace();
        }
        report(problems);
        String result =
                done ? "the configuration was reloaded" : "the configuration was not reloaded; nothing has changed";
        say(result);
        supervisor.ready();
        StringBuilder said = new StringBuilder();
        problems.print(said);
        return new Outcome(done, said.append(result).append('\n').toString());
    }

    private void say(String sentence) {
        if (!arguments.quiet()) {
            System.err.println("lintel: " + sentence);
        }
    }

    private void report(Problems problems) {
        if (!arguments.quiet()) {
            problems.print(System.err, arguments.hints());
        }
    }

    /** The sentence that explains why the pid file cannot be written, or null. */
    private @Nullable String writePid(Config config) {
        String name = arguments.pidFile() != null
                ? arguments.pidFile()
                : config.global().pidFile();
        boolean wanted = arguments.pidFile() != null
                || arguments.daemon()
                || arguments.master()
                || config.global().daemon();
        if (name == null || name.isEmpty() || !wanted) {
            return null;
        }
        try {
            Files.writeString(Path.of(name), ProcessHandle.current().pid() + "\n", StandardCharsets.US_ASCII);
            pidFile = Path.of(name);
            return null;
        } catch (IOException e) {
            return "cannot write the pid file '" + name + "': " + Reasons.of(e);
        }
    }

    private void removePid() {
        try {
            if (pidFile != null
                    && Files.readString(pidFile)
                            .strip()
                            .equals(Long.toString(ProcessHandle.current().pid()))) {
                Files.delete(pidFile);
            }
        } catch (IOException e) {
            // Somebody else was faster, or it is no longer ours to remove.
        }
    }
}
