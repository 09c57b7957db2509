package dev.lintel.testkit;

import dev.lintel.app.Proxy;
import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.model.Config;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lintel in this JVM, started and reloaded through {@code app.Proxy} as its program does it. */
final class LintelProgram implements ProgramUnderTest {
    private final Path directory;
    private final StringBuilder output = new StringBuilder();
    private List<Path> files = List.of();
    private Proxy proxy;

    LintelProgram(Path directory) {
        this.directory = directory;
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
    public Answer start(List<Path> files, List<InetSocketAddress> listening) throws IOException {
        this.files = files;
        Problems problems = new Problems();
        Config config = read(files, problems);
        if (!problems.hasErrors()) proxy = Proxy.start(config, problems);
        return answer(proxy != null, problems);
    }

    private Config read(List<Path> files, Problems problems) throws IOException {
        List<Source> sources = new ArrayList<>();
        for (Path file : files) {
            String name = directory.relativize(file).toString();
            sources.add(new Source(name, Files.readString(file, StandardCharsets.ISO_8859_1)));
        }
        return Reader.read(sources, Environment.ofProcess(), problems, false);
    }

    private Answer answer(boolean accepted, Problems problems) {
        StringBuilder said = new StringBuilder();
        problems.print(said);
        output.append(said);
        return new Answer(accepted, said.toString());
    }

    @Override
    public Answer reload() throws IOException {
        Problems problems = new Problems();
        Config config = read(files, problems);
        boolean accepted = !problems.hasErrors() && proxy.reload(config, problems);
        return answer(accepted, problems);
    }

    @Override
    public Answer check(List<Path> files, boolean strict) throws IOException {
        Problems problems = new Problems();
        Config config = read(files, problems);
        if (!problems.hasErrors()) {
            Proxy.check(config, problems);
        }
        return answer(!problems.hasErrors() && !(strict && problems.hasWarnings()), problems);
    }

    @Override
    public void advance(Duration time) throws InterruptedException {
        proxy.skip(time.toMillis());
    }

    @Override
    public String output() {
        return output.toString();
    }

    @Override
    public String died() {
        return null;
    }

    @Override
    public void close() {
        if (proxy != null) proxy.close();
    }
}
