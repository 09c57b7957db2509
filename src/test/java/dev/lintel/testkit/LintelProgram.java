package dev.lintel.testkit;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Lintel in this JVM, as {@code app.Proxy} runs it. */
final class LintelProgram implements ProgramUnderTest {
    /** Why this leg cannot run, or null. */
    static String absent() {
        return "there is no proxy to start in this build";
    }

    @Override
    public String name() {
        return "lintel";
    }

    @Override
    public boolean speaksLintel() {
        return true;
    }

    @Override
    public Answer start(List<Path> files, List<InetSocketAddress> listening) {
        return new Answer(false, absent());
    }

    @Override
    public Answer reload() {
        return new Answer(false, absent());
    }

    @Override
    public Answer check(List<Path> files, boolean strict) {
        return new Answer(false, absent());
    }

    @Override
    public void advance(Duration time) {}

    @Override
    public String output() {
        return "";
    }

    @Override
    public String died() {
        return null;
    }

    @Override
    public void close() {}
}
