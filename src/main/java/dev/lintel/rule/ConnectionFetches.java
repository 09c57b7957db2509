package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.ADDR;
import static dev.lintel.exchange.SampleType.BOOL;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.ANSWER;
import static dev.lintel.rule.Scope.BACKEND;
import static dev.lintel.rule.Scope.SERVER;
import static dev.lintel.rule.Scope.SESSION;
import static dev.lintel.rule.Scope.TRANSACTION;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.Session;
import dev.lintel.http.Bytes;
import dev.lintel.stream.Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;

/** Fetches of the two connections, and of the proxies and servers that they belong to (manual section 7.3.3). */
final class ConnectionFetches {
    private static final byte[] SUCCESS = Bytes.of("Success");

    static final List<Fetch> ROWS = List.of(
            fetch("src", NONE, ADDR, SESSION, a -> (x, out) -> out.address(x.source.ip())),
            fetch("src_port", NONE, INT, SESSION, a -> (x, out) -> port(x.source, out)),
            fetch("src_is_local", NONE, BOOL, SESSION, a -> (x, out) -> local(x.source, out)),
            fetch("dst", NONE, ADDR, SESSION, a -> (x, out) -> out.address(x.destination.ip())),
            fetch("dst_port", NONE, INT, SESSION, a -> (x, out) -> port(x.destination, out)),
            fetch("dst_is_local", NONE, BOOL, SESSION, a -> (x, out) -> local(x.destination, out)),
            fetch(
                    "fc_src",
                    NONE,
                    ADDR,
                    SESSION,
                    a -> (x, out) -> out.address(source(x).ip())),
            fetch("fc_src_port", NONE, INT, SESSION, a -> (x, out) -> port(source(x), out)),
            fetch("fc_src_is_local", NONE, BOOL, SESSION, a -> (x, out) -> local(source(x), out)),
            fetch(
                    "fc_dst",
                    NONE,
                    ADDR,
                    SESSION,
                    a -> (x, out) -> out.address(destination(x).ip())),
            fetch("fc_dst_port", NONE, INT, SESSION, a -> (x, out) -> port(destination(x), out)),
            fetch("fc_dst_is_local", NONE, BOOL, SESSION, a -> (x, out) -> local(destination(x), out)),
            fetch("fc_rcvd_proxy", NONE, BOOL, SESSION, a -> (x, out) -> out.bool(x.session.proxied)),
            fetch("fc_http_major", NONE, INT, SESSION, a -> (x, out) -> out.number(clientMajor(x))),
            // Rules see only connections that have come about: there is no error to tell of.
            fetch(
                    "fc_err",
                    NONE,
                    INT,
                    SESSION,
                    a -> (x, out) -> out.number(x.session.fault == null ? 0 : x.session.fault.number())),
            fetch(
                    "fc_err_name",
                    NONE,
                    STR,
                    SESSION,
                    a -> (x, out) -> x.session.fault == null ? out.str(Bytes.EMPTY) : out.str(x.session.fault.name())),
            fetch(
                    "fc_err_str",
                    NONE,
                    STR,
                    SESSION,
                    a -> (x, out) -> x.session.fault == null ? out.str(SUCCESS) : out.str(x.session.fault.words())),
            fetch("ssl_fc", NONE, BOOL, SESSION, a -> (x, out) -> out.bool(x.session.tls != null)),
            fetch("fe_id", NONE, INT, SESSION, a -> (x, out) -> out.number(x.frontend.id())),
            fetch("fe_name", NONE, STR, SESSION, a -> (x, out) -> out.str(x.frontend.nameBytes())),
            fetch("so_id", NONE, INT, SESSION, a -> (x, out) -> out.number(x.session.listenerId)),
            fetch("so_name", NONE, STR, SESSION, a -> (x, out) -> listenerName(x.session, out)),
            fetch(
                    "be_id",
                    NONE,
                    INT,
                    BACKEND,
                    a -> (x, out) -> out.number(backend(x).id())),
            fetch(
                    "be_name",
                    NONE,
                    STR,
                    BACKEND,
                    a -> (x, out) -> out.str(backend(x).nameBytes())),
            fetch("srv_id", NONE, INT, SERVER, a -> (x, out) -> x.server != null && out.number(x.server.id())),
            fetch("srv_name", NONE, STR, SERVER, a -> (x, out) -> x.server != null && out.str(x.server.nameBytes())),
            fetch("bc_dst", NONE, ADDR, SERVER, a -> (x, out) -> ip(x.serverAddress, out)),
            fetch("bc_dst_port", NONE, INT, SERVER, a -> (x, out) -> port(x.serverAddress, out)),
            fetch("bc_src", NONE, ADDR, SERVER, a -> (x, out) -> ip(x.serverSource, out)),
            fetch("bc_src_port", NONE, INT, SERVER, a -> (x, out) -> port(x.serverSource, out)),
            fetch("bc_reused", NONE, BOOL, SERVER, a -> (x, out) -> out.bool(x.serverReused)),
            fetch("bc_http_major", NONE, INT, SERVER, a -> ConnectionFetches::serverMajor),
            fetch("bc_be_queue", NONE, INT, SERVER, a -> (x, out) -> out.number(x.backendQueue)),
            fetch("bc_srv_queue", NONE, INT, SERVER, a -> (x, out) -> out.number(x.serverQueue)),
            fetch("txn.conn_retries", NONE, INT, ANSWER, a -> (x, out) -> out.number(x.retries)),
            fetch("txn.redispatched", NONE, BOOL, ANSWER, a -> (x, out) -> out.bool(x.redispatched)),
            fetch("bytes_in", NONE, INT, TRANSACTION, a -> (x, out) -> out.number(x.bytesIn)),
            fetch("req.bytes_in", NONE, INT, TRANSACTION, a -> (x, out) -> out.number(x.bytesIn)),
            fetch("bytes_out", NONE, INT, TRANSACTION, a -> (x, out) -> out.number(x.bytesOut)),
            fetch("res.bytes_out", NONE, INT, TRANSACTION, a -> (x, out) -> out.number(x.bytesOut)));

    private ConnectionFetches() {}

    private static Address source(Exchange x) {
        return x.session.connectionSource != null ? x.session.connectionSource : x.session.source;
    }

    private static Address destination(Exchange x) {
        return x.session.connectionDestination != null ? x.session.connectionDestination : x.session.destination;
    }

    private static ProxyCounters backend(Exchange x) {
        return x.backend != null ? x.backend : x.frontend;
    }

    private static boolean ip(Address address, Sample out) {
        return address != null && out.address(address.ip());
    }

    private static boolean port(Address address, Sample out) {
        return address != null && !address.isUnix() && out.number(address.port());
    }

    private static boolean listenerName(Session session, Sample out) {
        return session.listenerName != null && out.str(session.listenerName);
    }

    private static int clientMajor(Exchange x) {
        int version = x.request != null ? x.request.version : x.loggedVersion;
        return Math.max(version / 10, 1);
    }

    private static boolean serverMajor(Exchange x, Sample out) {
        return x.serverAddress != null && out.number(x.response == null ? 1 : Math.max(x.response.version / 10, 1));
    }

    /** Asks the system for its addresses: few calls into the kernel, so the manual advises to do it once per connection. */
    private static boolean local(Address address, Sample out) {
        byte[] ip = address.ip();
        if (ip == null) {
            return false;
        }
        try {
            InetAddress inet = InetAddress.getByAddress(ip);
            return out.bool(inet.isLoopbackAddress() || NetworkInterface.getByInetAddress(inet) != null);
        } catch (UnknownHostException | SocketException unknown) {
            return out.bool(false);
        }
    }
}
