package dev.lintel.acceptance;

import dev.lintel.app.Proxy;
import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.model.Config;
import dev.lintel.proxy.Snapshot;
import dev.lintel.stream.Address;
import java.net.InetSocketAddress;
import java.util.List;

/** Lintel in this JVM, started and reloaded from text as its program does it from files. Used by one thread. */
final class Lintel implements AutoCloseable {
    private final Proxy proxy;

    private Lintel(Proxy proxy) {
        this.proxy = proxy;
    }

    static Lintel start(String text) {
        Problems problems = new Problems();
        Config config = read(text, problems);
        Proxy proxy = problems.hasErrors() ? null : Proxy.start(config, problems);
        if (proxy == null) {
            throw new AssertionError(said(problems));
        }
        return new Lintel(proxy);
    }

    private static Config read(String text, Problems problems) {
        return Reader.read(List.of(new Source("load.cfg", text)), Environment.ofProcess(), problems, false);
    }

    private static String said(Problems problems) {
        StringBuilder said = new StringBuilder();
        problems.print(said);
        return said.toString();
    }

    /** Reloads; returns what was wrong, or null where the text is in force now. */
    String reload(String text) {
        Problems problems = new Problems();
        Config config = read(text, problems);
        boolean done = !problems.hasErrors() && proxy.reload(config, problems);
        return done ? null : said(problems);
    }

    InetSocketAddress address(String frontend) {
        Address address = proxy.addresses().get(frontend).getFirst();
        return new InetSocketAddress(address.inet().getAddress(), address.port());
    }

    Snapshot snapshot() {
        return proxy.snapshot();
    }

    int connections() {
        return proxy.connections();
    }

    @Override
    public void close() {
        proxy.close();
    }
}
