package dev.lintel.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** All that the runner knows of the program it tests; one instance serves one run, called by one thread. */
interface ProgramUnderTest extends AutoCloseable {
    /** Whether a configuration was accepted, and everything that was printed about it. */
    record Answer(boolean accepted, String said) {}

    /** Name and version, as reports show it. */
    String name();

    /** Whether {@code message} steps apply: they hold Lintel's words. */
    boolean speaksLintel();

    /** Starts with these files, read in this order, and returns when it listens at all these addresses. */
    Answer start(List<Path> files, List<InetSocketAddress> listening) throws IOException, InterruptedException;

    /** Takes the files as they are now; when it returns, either they are in force or nothing has changed. */
    Answer reload() throws IOException, InterruptedException;

    /** The check of the command line ({@code -c}); {@code strict} is {@code -dW}. */
    Answer check(List<Path> files, boolean strict) throws IOException, InterruptedException;

    /** Lets this much time pass. */
    void advance(Duration time) throws InterruptedException;

    /** What it printed since it started. */
    String output();

    /** Why it is no longer running, or null. */
    String died();

    @Override
    void close() throws IOException, InterruptedException;
}
