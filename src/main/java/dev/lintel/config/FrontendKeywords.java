package dev.lintel.config;

import static dev.lintel.config.Keyword.runs;
import static dev.lintel.config.ProxyKeywords.FRONT;

import dev.lintel.base.Table;
import dev.lintel.model.FrontendSpec.CaptureSpec;
import java.util.List;

/** Keywords of the side that clients see: {@code frontend} and {@code listen} (HAProxy manual, section 4.2). */
final class FrontendKeywords {
    static final Table<Keyword<ProxyDraft>> TABLE = Table.of(
            Keyword::name,
            runs("bind", "EE..W", BindKeywords::bind),
            runs("default_backend", "....E", (d, w) -> d.defaultBackend = w.word("<backend>")),
            runs("maxconn", FRONT, (d, w) -> d.maxconn = w.number(0, Integer.MAX_VALUE)),
            runs("backlog", FRONT, (d, w) -> d.backlog = w.number(0, Integer.MAX_VALUE)),
            runs("monitor-uri", FRONT, (d, w) -> d.monitorUri = w.text("<uri>")),
            runs("log-format", FRONT, (d, w) -> d.logFormat = LogReader.format(w)),
            runs("log-format-sd", FRONT, (d, w) -> d.logFormatSd = LogReader.format(w)),
            runs("error-log-format", FRONT, (d, w) -> d.errorLogFormat = LogReader.format(w)),
            runs("capture cookie", "EE..W", (d, w) -> capture(d, w, CaptureSpec.Kind.COOKIE)),
            runs("capture request header", "EE..W", (d, w) -> capture(d, w, CaptureSpec.Kind.REQUEST_HEADER)),
            runs("capture response header", "EE..W", (d, w) -> capture(d, w, CaptureSpec.Kind.RESPONSE_HEADER)),
            runs("declare capture", "EE..E", FrontendKeywords::declare),
            runs("ssl-f-use", "EE..E", FrontendKeywords::certificate));

    private FrontendKeywords() {}

    /** {@code ssl-f-use crt <file> [options]}. */
    private static void certificate(ProxyDraft draft, Cursor words) {
        CertificateDraft certificate = new CertificateDraft(words.pos(), draft.title());
        CrtListReader.Entry entry = new CrtListReader.Entry(certificate, new TlsPolicyDraft(), List.of(), null);
        Keyword.options(CrtListReader.OPTIONS, entry, words);
        if (certificate.crt == null) {
            throw words.fail("'ssl-f-use' expects 'crt <file>'");
        }
        draft.certificates.add(entry);
    }

    private static void capture(ProxyDraft draft, Cursor words, CaptureSpec.Kind kind) {
        String name = words.text("<name> len <length>");
        draft.captures.add(new CaptureSpec(words.pos(), kind, name, length(words)));
    }

    private static void declare(ProxyDraft draft, Cursor words) {
        boolean request = words.take("request");
        if (!request && !words.take("response")) {
            throw words.expects("'request' or 'response', then 'len' <length>");
        }
        CaptureSpec.Kind kind = request ? CaptureSpec.Kind.DECLARE_REQUEST : CaptureSpec.Kind.DECLARE_RESPONSE;
        draft.captures.add(new CaptureSpec(words.pos(), kind, null, length(words)));
    }

    private static int length(Cursor words) {
        if (!words.take("len")) {
            throw words.expects("'len' <length>");
        }
        return words.number(1, 65535);
    }
}
