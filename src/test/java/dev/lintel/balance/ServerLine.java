package dev.lintel.balance;

import dev.lintel.base.Pos;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.ServerSpec;
import dev.lintel.model.ServerSpec.CheckOptions;
import dev.lintel.model.ServerSpec.Observe;
import dev.lintel.stream.Address;
import dev.lintel.stream.SocketOptions;
import dev.lintel.stream.Target;
import java.util.List;

/** Writes {@code server} lines for tests, with HAProxy's defaults where nothing is said. */
public final class ServerLine {
    /** An address that no test connects to. */
    static final Target SOMEWHERE =
            new Target(Address.of(new byte[] {127, 0, 0, 1}, 1), null, -1, 0, 0, -1, 0, SocketOptions.NONE);

    private final String name;
    private final int id;
    private String cookie;
    private int weight = 1;
    private boolean backup;
    private boolean disabled;
    private int maxconn;
    private int minconn;
    private int maxqueue;
    private long slowStart;
    private CheckOptions check = new CheckOptions(false, null, 0, 2000, 0, 0, 2, 3, false, null);
    private Observe observe = Observe.NONE;
    private int errorLimit = 10;
    private String onError;
    private boolean downEndsSessions;
    private String track;

    private ServerLine(String name, int id) {
        this.name = name;
        this.id = id;
    }

    public static ServerLine server(String name, int id) {
        return new ServerLine(name, id);
    }

    public ServerLine cookie(String value) {
        cookie = value;
        return this;
    }

    public ServerLine weight(int value) {
        weight = value;
        return this;
    }

    public ServerLine backup() {
        backup = true;
        return this;
    }

    public ServerLine disabled() {
        disabled = true;
        return this;
    }

    public ServerLine maxconn(int value) {
        maxconn = value;
        return this;
    }

    public ServerLine minconn(int value) {
        minconn = value;
        return this;
    }

    public ServerLine maxqueue(int value) {
        maxqueue = value;
        return this;
    }

    public ServerLine slowStart(long millis) {
        slowStart = millis;
        return this;
    }

    public ServerLine check(int rise, int fall) {
        return check(2000, 0, 0, rise, fall);
    }

    public ServerLine check(long inter, long fastInter, long downInter, int rise, int fall) {
        check = new CheckOptions(true, null, 0, inter, fastInter, downInter, rise, fall, false, null);
        return this;
    }

    public ServerLine observe(Observe layer, int limit, String action) {
        observe = layer;
        errorLimit = limit;
        onError = action;
        return this;
    }

    public ServerLine endSessionsWhenDown() {
        downEndsSessions = true;
        return this;
    }

    public ServerLine track(String other) {
        track = other;
        return this;
    }

    public ServerSpec spec() {
        return new ServerSpec(
                Pos.NONE,
                name,
                id,
                new AddressSpec(AddressSpec.Kind.IP, "127.0.0.1", 80, false),
                cookie,
                weight,
                backup,
                disabled,
                maxconn,
                minconn,
                maxqueue,
                -1,
                0,
                5000,
                -1,
                slowStart,
                check,
                observe,
                errorLimit,
                onError,
                downEndsSessions,
                false,
                null,
                List.of(),
                null,
                0,
                0,
                track,
                null,
                null);
    }

    public Server build() {
        return new Server(spec(), SOMEWHERE);
    }
}
