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
import dev.lintel.model.X509Error;
import dev.lintel.stream.PeerVerdict;
import dev.lintel.stream.TlsFacts;
import dev.lintel.tls.DistinguishedName;
import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Fetches of the certificates of the client, of the frontend and of the server (manual section 7.3.4). */
final class CertificateFetches {
    private static final Args.Spec ENTRY = Args.Spec.maybe(Args.Kind.STR, "entry")
            .optional(Args.Kind.INT, "occurrence")
            .optional(Args.Kind.STR, "format");

    static final List<Fetch> ROWS = rows();

    private CertificateFetches() {}

    /** Which certificate a family of fetches is about. */
    private interface Whose {
        @Nullable
        X509Certificate of(Exchange x);
    }

    private interface Of {
        boolean sample(X509Certificate certificate, Sample out);
    }

    private static List<Fetch> rows() {
        List<Fetch> rows = new ArrayList<>();
        family(rows, "ssl_c_", SESSION, x -> first(x.session.tls));
        family(rows, "ssl_f_", SESSION, x -> x.session.tls == null ? null : x.session.tls.own());
        family(rows, "ssl_s_", SERVER, x -> first(x.serverTls));
        rows.add(fetch("ssl_c_chain_der", NONE, BIN, SESSION, a -> (x, out) -> chain(x.session.tls, 1, out)));
        rows.add(fetch("ssl_s_chain_der", NONE, BIN, SERVER, a -> (x, out) -> chain(x.serverTls, 0, out)));
        rows.add(name(
                "ssl_c_r_dn",
                SESSION,
                x -> x.session.tls == null ? null : x.session.tls.verdict().root(),
                true));
        one(rows, "ssl_c_san", STR, SESSION, x -> first(x.session.tls), CertificateText::alternatives);
        verdict(rows, "ssl_c_err", verdict -> verdict.leaf().number());
        verdict(rows, "ssl_c_ca_err", verdict -> verdict.authority().number());
        verdict(rows, "ssl_c_ca_err_depth", PeerVerdict::depth);
        verdict(rows, "ssl_c_verify", verdict -> verdict.last().number());
        rows.add(fetch(
                "ssl_c_used",
                NONE,
                BOOL,
                SESSION,
                a -> (x, out) ->
                        x.session.tls != null && out.bool(!x.session.tls.peer().isEmpty())));
        return List.copyOf(rows);
    }

    private static void family(List<Fetch> rows, String prefix, Scope scope, Whose whose) {
        one(rows, prefix + "der", BIN, scope, whose, (c, out) -> bytes(CertificateText.der(c), out));
        one(rows, prefix + "sha1", BIN, scope, whose, (c, out) -> out.bin(CertificateText.sha1(c)));
        one(rows, prefix + "serial", BIN, scope, whose, (c, out) -> out.bin(CertificateText.serial(c)));
        one(rows, prefix + "key_alg", STR, scope, whose, (c, out) -> out.str(CertificateText.keyKind(c)));
        one(rows, prefix + "sig_alg", STR, scope, whose, (c, out) -> out.str(CertificateText.signatureKind(c)));
        one(rows, prefix + "notbefore", STR, scope, whose, (c, out) -> out.str(CertificateText.time(c.getNotBefore())));
        one(rows, prefix + "notafter", STR, scope, whose, (c, out) -> out.str(CertificateText.time(c.getNotAfter())));
        one(rows, prefix + "version", INT, scope, whose, (c, out) -> out.number(c.getVersion()));
        rows.add(name(prefix + "s_dn", scope, whose, true));
        rows.add(name(prefix + "i_dn", scope, whose, false));
    }

    private static void one(List<Fetch> rows, String name, SampleType type, Scope scope, Whose whose, Of of) {
        rows.add(fetch(name, NONE, type, scope, a -> (x, out) -> {
            X509Certificate certificate = whose.of(x);
            return certificate != null && of.sample(certificate, out);
        }));
    }

    /** Of a connection that did not come about: what was found before. */
    private static void verdict(List<Fetch> rows, String name, ToLongFunction<PeerVerdict> of) {
        rows.add(fetch(name, NONE, INT, SESSION, a -> (x, out) -> {
            if (x.session.tlsFailure != null) {
                return out.number(of.applyAsLong(x.session.tlsFailure.verdict()));
            }
            return x.session.tls != null && out.number(of.applyAsLong(x.session.tls.verdict()));
        }));
    }

    private static Fetch name(String name, Scope scope, Whose whose, boolean subject) {
        return fetch(name, ENTRY, STR, scope, a -> {
            String format = a.str(2);
            if (format != null && !format.equals("rfc2253")) {
                throw a.mistake("expects the format rfc2253, not '" + format + "'");
            }
            String entry = a.str(0, "");
            long occurrence = a.num(1, 0);
            return (x, out) -> {
                X509Certificate certificate = whose.of(x);
                if (certificate == null) {
                    return false;
                }
                DistinguishedName all = DistinguishedName.of(
                        subject ? certificate.getSubjectX500Principal() : certificate.getIssuerX500Principal());
                return text(
                        !entry.isEmpty() ? all.bytes(entry, occurrence) : format != null ? all.rfc2253() : all.line(),
                        out);
            };
        });
    }

    private static @Nullable X509Certificate first(@Nullable TlsFacts tls) {
        return tls == null || tls.peer().isEmpty() ? null : tls.peer().getFirst();
    }

    private static boolean text(byte @Nullable [] value, Sample out) {
        return value != null && value.length > 0 && out.str(value);
    }

    private static boolean bytes(byte @Nullable [] value, Sample out) {
        return value != null && out.bin(value);
    }

    /**
     * Those that came, one behind the other; not where the session is an old one. As in HAProxy, clients' begin behind their own.
     */
    private static boolean chain(@Nullable TlsFacts tls, int first, Sample out) {
        if (tls == null || tls.resumed() || tls.peer().size() <= first) {
            return false;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(2048);
        try {
            for (X509Certificate each : tls.peer().subList(first, tls.peer().size())) {
                all.writeBytes(each.getEncoded());
            }
        } catch (CertificateEncodingException unreadable) {
            return false;
        }
        return out.bin(all.toByteArray());
    }

    /** The name of an error by its number, as {@code x509_v_err_str} gives it. */
    static boolean errorName(Sample value) {
        X509Error error = X509Error.of(value.num);
        return error == null ? value.str(Long.toString(value.num)) : value.str(error.name());
    }
}
