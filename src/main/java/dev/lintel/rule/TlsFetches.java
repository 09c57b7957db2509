package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BIN;
import static dev.lintel.exchange.SampleType.BOOL;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.SERVER;
import static dev.lintel.rule.Scope.SESSION;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.stream.TlsFacts;
import dev.lintel.stream.TlsFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches of the TLS that protects either connection (manual section 7.3.4). Without it they have no value, but for those that say
 * whether something is there.
 */
final class TlsFetches {
    static final List<Fetch> ROWS = rows();

    private TlsFetches() {}

    /** Something of one connection's TLS. */
    interface Of {
        boolean sample(TlsFacts tls, Sample out);
    }

    private static List<Fetch> rows() {
        List<Fetch> rows = new ArrayList<>();
        both(rows, "alg_keysize", INT, (tls, out) -> out.number(CipherNames.keyBits(tls.cipher(), true)));
        both(rows, "use_keysize", INT, (tls, out) -> out.number(CipherNames.keyBits(tls.cipher(), false)));
        both(rows, "alpn", STR, (tls, out) -> text(tls.alpn(), out));
        both(rows, "cipher", STR, (tls, out) -> out.str(tls.cipher()));
        both(rows, "curve", STR, (tls, out) -> text(tls.curve(), out));
        both(rows, "protocol", STR, (tls, out) -> out.str(tls.version()));
        both(rows, "session_id", BIN, (tls, out) -> tls.sessionId().length > 0 && out.bin(tls.sessionId()));
        both(rows, "sni", STR, (tls, out) -> text(tls.sni(), out));
        client(rows, "ssl_fc_crtname", STR, (tls, out) -> text(tls.ownName(), out));
        client(rows, "ssl_fc_has_crt", BOOL, (tls, out) -> out.bool(!tls.peer().isEmpty() && !tls.resumed()));
        client(rows, "ssl_fc_has_early", BOOL, (tls, out) -> out.bool(false));
        client(rows, "ssl_fc_early_rcvd", BOOL, (tls, out) -> out.bool(false));
        rows.add(fetch("ssl_bc", NONE, BOOL, SERVER, a -> (x, out) -> out.bool(x.serverTls != null)));
        rows.add(fetch(
                "ssl_fc_has_sni",
                NONE,
                BOOL,
                SESSION,
                a -> (x, out) -> out.bool(x.session.tls != null && x.session.tls.sni() != null)));
        rows.add(fetch(
                "ssl_fc_is_resumed",
                NONE,
                BOOL,
                SESSION,
                a -> (x, out) -> out.bool(x.session.tls != null && x.session.tls.resumed())));
        rows.add(fetch(
                "ssl_bc_is_resumed",
                NONE,
                BOOL,
                SERVER,
                a -> (x, out) -> out.bool(x.serverTls != null && x.serverTls.resumed())));
        rows.add(fetch("ssl_fc_err", NONE, INT, SESSION, a -> TlsFetches::error));
        rows.add(fetch("ssl_fc_err_str", NONE, STR, SESSION, a -> TlsFetches::errorText));
        return List.copyOf(rows);
    }

    private static void both(List<Fetch> rows, String name, SampleType type, Of of) {
        client(rows, "ssl_fc_" + name, type, of);
        rows.add(fetch(
                "ssl_bc_" + name,
                NONE,
                type,
                SERVER,
                a -> (x, out) -> x.serverTls != null && of.sample(x.serverTls, out)));
    }

    private static void client(List<Fetch> rows, String name, SampleType type, Of of) {
        rows.add(fetch(
                name, NONE, type, SESSION, a -> (x, out) -> x.session.tls != null && of.sample(x.session.tls, out)));
    }

    private static boolean text(String value, Sample out) {
        return value != null && out.str(value);
    }

    private static boolean error(Exchange x, Sample out) {
        TlsFailure failure = x.session.tlsFailure;
        return (failure != null || x.session.tls != null) && out.number(failure == null ? 0 : failure.number());
    }

    private static boolean errorText(Exchange x, Sample out) {
        TlsFailure failure = x.session.tlsFailure;
        return failure != null && !failure.words().isEmpty() && out.str(failure.words());
    }
}
