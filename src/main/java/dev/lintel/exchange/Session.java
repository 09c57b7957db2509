package dev.lintel.exchange;

import dev.lintel.stream.Address;
import dev.lintel.stream.HandshakeFault;
import dev.lintel.stream.Loop;
import dev.lintel.stream.TlsFacts;
import dev.lintel.stream.TlsFailure;
import org.jspecify.annotations.Nullable;

/** A client's connection, from accept to close: what does not change between the requests on it. Owned by its loop. */
public final class Session {
    public final Loop loop;
    public final ProxyCounters frontend;

    /** Unique in this process; the {@code %rt}-like counter of sessions. */
    public final long id;

    /** As the socket says, or the PROXY protocol; rules may change them ({@code set-src}, {@code set-dst}). */
    public Address source;

    public Address destination;

    /** What {@link #source} and {@link #destination} were before {@code tcp-request session} rules changed them; null: they did not. */
    public Address connectionSource;

    public Address connectionDestination;

    /** The number of the listener ({@code so_id}) and its name or null ({@code so_name}). */
    public int listenerId;

    public String listenerName;

    /** When it was accepted: {@link Loop#micros} and milliseconds since 1970. */
    public long acceptedMicros;

    public long acceptedWall;

    /** Microseconds from accept until the connection was ready for requests (PROXY header, TLS). */
    public long handshakeMicros;

    /** Variables of scope {@code sess}. */
    public final Vars vars = new Vars();

    /** Requests seen on this connection so far. */
    public int requests;

    /** Whether a PROXY protocol header came first. */
    public boolean proxied;

    /** Why nothing could be done with it; null: it is in order. */
    public HandshakeFault fault;

    /** Of the TLS that protects it, or null. */
    public @Nullable TlsFacts tls;

    /** Why its TLS did not come about; null: nothing went wrong. */
    public @Nullable TlsFailure tlsFailure;

    public Session(Loop loop, ProxyCounters frontend, long id, Address source, Address destination) {
        this.loop = loop;
        this.frontend = frontend;
        this.id = id;
        this.source = source;
        this.destination = destination;
    }
}
