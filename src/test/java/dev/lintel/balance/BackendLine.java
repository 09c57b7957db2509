package dev.lintel.balance;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.BackendSpec.BalanceSpec;
import dev.lintel.model.BackendSpec.HashType;
import dev.lintel.model.CookieSpec;
import dev.lintel.model.Mode;
import dev.lintel.model.Option;
import dev.lintel.model.ProxySpec;
import dev.lintel.model.ServerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes backends for tests, with HAProxy's defaults where nothing is said. */
public final class BackendLine {
    private final EnumSet<Option> options = EnumSet.noneOf(Option.class);
    private final List<ServerSpec> servers = new ArrayList<>();
    private BalanceSpec balance;
    private CookieSpec cookie;
    private int redispatch;
    private int fullconn;
    final AtomicInteger sessions = new AtomicInteger();
    final AtomicInteger queued = new AtomicInteger();

    public static BackendLine backend(ServerLine... lines) {
        BackendLine made = new BackendLine();
        for (ServerLine line : lines) {
            made.servers.add(line.spec());
        }
        return made;
    }

    public BackendLine balance(String algorithm, String... arguments) {
        return balance(HashType.DEFAULT, algorithm, arguments);
    }

    public BackendLine balance(HashType type, String algorithm, String... arguments) {
        List<Word> words =
                Arrays.stream(arguments).map(a -> new Word(a, Pos.NONE, false)).toList();
        balance = new BalanceSpec(Pos.NONE, algorithm, words, type);
        return this;
    }

    public BackendLine option(Option option) {
        options.add(option);
        return this;
    }

    public BackendLine redispatch() {
        redispatch = -1;
        return this;
    }

    public BackendLine fullconn(int value) {
        fullconn = value;
        return this;
    }

    public BackendLine cookie(CookieSpec spec) {
        cookie = spec;
        return this;
    }

    public BackendSpec spec() {
        ProxySpec proxy = ProxySpec.bare(Pos.NONE, "backend", "b", 2, Mode.HTTP, options, List.of(), List.of());
        return new BackendSpec(
                proxy,
                servers,
                balance,
                cookie,
                BackendSpec.HttpReuse.SAFE,
                3,
                redispatch,
                List.of(),
                fullconn,
                null,
                List.of(),
                null,
                null);
    }

    /** The group, nowhere in force yet. */
    public Servers build(Servers previous) {
        return new Servers(spec(), line -> ServerLine.SOMEWHERE, fullconn, sessions, queued, previous);
    }

    public Servers build() {
        return build(null);
    }
}
