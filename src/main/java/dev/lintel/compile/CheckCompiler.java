package dev.lintel.compile;

import dev.lintel.balance.CheckStatus;
import dev.lintel.base.Network;
import dev.lintel.base.Word;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Method;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.BackendSpec.CheckRuleSpec;
import dev.lintel.model.BackendSpec.CheckSpec;
import dev.lintel.model.ServerSpec;
import dev.lintel.model.Timeouts;
import dev.lintel.proxy.CheckPlan;
import dev.lintel.proxy.CheckStep;
import dev.lintel.proxy.CheckStep.Connect;
import dev.lintel.proxy.CheckStep.Expect;
import dev.lintel.proxy.CheckStep.Send;
import dev.lintel.rule.Action;
import dev.lintel.rule.Actions;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.Phase;
import dev.lintel.rule.RuleMistake;
import dev.lintel.rule.Sampler;
import dev.lintel.rule.Words;
import dev.lintel.stream.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles {@code option httpchk} and the {@code http-check} rules of one backend (manual section 4.2). Owned by the compiling thread. */
final class CheckCompiler {
    private static final Set<String> OTHER_WORDS = Set.of("via-socks4", "pool-conn-name", "check-reuse-pool");
    private static final String PROTOCOLS = "protocols with commas between, such as h2,http/1.1";

    private final SectionCompiler section;
    private final BackendSpec spec;
    private final List<CheckStep> steps = new ArrayList<>();
    private boolean disableOn404;
    private boolean sendState;
    private @Nullable String comment;

    private CheckCompiler(SectionCompiler section, BackendSpec spec) {
        this.section = section;
        this.spec = spec;
    }

    static CheckPlan plan(SectionCompiler section, BackendSpec spec) {
        Timeouts timeouts = spec.proxy().timeouts();
        if (spec.check() == null || spec.check().kind() == CheckSpec.Kind.TCP) {
            return CheckPlan.tcp(timeouts.connect(), timeouts.check());
        }
        CheckCompiler compiler = new CheckCompiler(section, spec);
        for (CheckRuleSpec rule : spec.httpCheck()) {
            compiler.read(rule);
        }
        compiler.complete();
        return new CheckPlan(
                true,
                List.copyOf(compiler.steps),
                compiler.disableOn404,
                compiler.sendState,
                timeouts.connect(),
                timeouts.check());
    }

    private void read(CheckRuleSpec rule) {
        String text = rule.keyword();
        int open = text.indexOf('(');
        String name = open < 0 ? text : text.substring(0, open);
        String keyword = "http-check " + name;
        try {
            List<String> arguments = open < 0
                    ? List.of()
                    : ArgumentList.read(text, name.length()).values();
            Words words = new WordsCursor(section, keyword, arguments, rule.words(), Phase.CHECK, rule.pos());
            step(name, words);
            if (words.more()) {
                throw words.error(words.peek().pos(), "expects the end of the line, not '" + words.peek() + "'");
            }
        } catch (RuleMistake mistake) {
            section.names.blame.caught(rule.pos(), keyword, mistake);
        }
    }

    private void step(String name, Words words) {
        switch (name) {
            case "disable-on-404" -> disableOn404 = true;
            case "send-state" -> sendState = true;
            case "comment" -> comment = words.next("<text>").text();
            case "connect" -> connect(words);
            case "send" -> send(words);
            case "expect" -> expect(words);
            default -> act(name, words);
        }
    }

    private void act(String name, Words words) {
        Action action = Actions.TABLE.find(name);
        if (action == null || !action.phases().contains(Phase.CHECK)) {
            throw new RuleMistake("'" + name + "' is no rule of a health check");
        }
        comment = null;
        steps.add(new CheckStep.Act(action.read().read(words)));
    }

    private void connect(Words words) {
        if (last() instanceof Send || last() instanceof Connect) {
            throw words.error(words.pos(), "expects 'http-check expect' before it");
        }
        Sampler port = null;
        Address address = null;
        boolean proxyProtocol = false;
        boolean asServer = false;
        Word tls = null;
        String name = null;
        List<String> alpn = null;
        String proto = null;
        boolean linger = false;
        while (words.more()) {
            Word word = words.next("");
            switch (word.text()) {
                case "port" -> port = port(words);
                case "addr" -> address = address(words.next("<address>"), words);
                case "send-proxy" -> proxyProtocol = true;
                case "default" -> asServer = true;
                case "ssl" -> tls = word;
                case "sni" -> name = words.next("<name>").text();
                case "alpn" -> alpn = protocols(words.next(PROTOCOLS).text());
                case "proto" -> proto = proto(words.next("h1 or h2"), words);
                case "linger" -> linger = true;
                case "comment" -> words.next("<text>");
                default -> throw words.error(word.pos(), unknown(word));
            }
        }
        comment = null;
        if (tls != null) {
            everyServerKnowsHow(tls, words);
        }
        steps.add(new Connect(port, address, proxyProtocol, asServer, tls != null, name, alpn, proto, linger));
    }

    private static List<String> protocols(String text) {
        List<String> protocols = new ArrayList<>(List.of(text.split(",")));
        protocols.removeIf(each -> each.isEmpty() || each.length() > 255);
        return protocols;
    }

    /** What the checks of a backend offer by ALPN beside what its servers' lines say. */
    static List<List<String>> offers(BackendSpec spec) {
        List<List<String>> offers = new ArrayList<>();
        for (CheckRuleSpec rule : spec.httpCheck()) {
            List<Word> words = rule.words();
            for (int i = 1; i < words.size() && rule.keyword().equals("connect"); i++) {
                if (words.get(i - 1).text().equals("alpn")) {
                    offers.add(protocols(words.get(i).text()));
                }
            }
        }
        return offers;
    }

    private static String proto(Word word, Words words) {
        if (!word.text().equals("h1") && !word.text().equals("h2")) {
            throw words.error(word.pos(), "expects h1 or h2, not '" + word + "'");
        }
        return word.text();
    }

    /** What the certificate is verified by stands on the servers' lines. */
    private void everyServerKnowsHow(Word tls, Words words) {
        for (ServerSpec server : spec.servers()) {
            if (server.check().enabled() && server.tls() == null) {
                throw words.error(
                        tls.pos(),
                        "cannot verify server '" + server.name()
                                + "': add 'ssl' or 'check-ssl' to its line, with 'ca-file <file>' or 'verify none'");
            }
        }
    }

    private static String unknown(Word word) {
        return OTHER_WORDS.contains(word.text())
                ? "'" + word + "' is not there: checks open connections of their own, to the servers themselves"
                : "expects addr <ip>, port <port>, ssl, sni <name>, alpn <protocols>, proto h1|h2, default, send-proxy,"
                        + " linger or comment <text>, not '" + word + "'";
    }

    /** A number, or an expression. */
    private static Sampler port(Words words) {
        Word word = words.peek();
        if (word == null || word.text().chars().allMatch(c -> c >= '0' && c <= '9')) {
            long port = words.number("<port>", 1, 65535);
            return (x, out) -> out.number(port);
        }
        return words.expression("<port>", SampleType.INT);
    }

    private static Address address(Word word, Words words) {
        byte[] ip = Network.address(word.text());
        if (ip == null) {
            throw words.error(word.pos(), "expects an IP address, not '" + word + "'");
        }
        return Address.of(ip, 0);
    }

    private void send(Words words) {
        if (last() != null && !(last() instanceof Connect)) {
            throw words.error(words.pos(), "expects 'http-check connect' before another request");
        }
        Method method = null;
        LogFormat uri = null;
        String version = null;
        LogFormat body = null;
        List<CheckStep.Field> fields = new ArrayList<>();
        while (words.more()) {
            Word word = words.next("");
            switch (word.text()) {
                case "meth" -> method = method(words.next("<method>"), words);
                case "uri" ->
                    uri = LogFormat.constant(Bytes.of(words.next("<uri>").text()));
                case "uri-lf" -> uri = words.plainFormat("<format>");
                case "ver" -> version = words.next("<version>").text();
                case "hdr" -> field(words, fields);
                case "body" ->
                    body = LogFormat.constant(Bytes.of(words.next("<text>").text()));
                case "body-lf" -> body = words.plainFormat("<format>");
                case "comment" -> words.next("<text>");
                default ->
                    throw words.error(
                            word.pos(),
                            "expects meth, uri, uri-lf, ver, hdr, body, body-lf or comment, not '" + word + "'");
            }
        }
        steps.add(new Send(method, uri, version, fields, body));
    }

    private static Method method(Word word, Words words) {
        Method method = Method.of(word.text());
        if (method == null) {
            throw words.error(word.pos(), "expects the name of a method, not '" + word + "'");
        }
        return method;
    }

    private static void field(Words words, List<CheckStep.Field> fields) {
        Word name = words.next("<name>");
        HeaderName header = HeaderName.of(name.text());
        if (header == null) {
            throw words.error(name.pos(), "expects the name of a header, not '" + name + "'");
        }
        LogFormat value = words.plainFormat("<value>");
        // The framing is the request's own.
        if (!header.is(HeaderName.CONTENT_LENGTH) && !header.is(HeaderName.TRANSFER_ENCODING)) {
            fields.add(new CheckStep.Field(header, value));
        }
    }

    private void expect(Words words) {
        if (last() instanceof Connect) {
            throw words.error(words.pos(), "expects 'http-check send' before it");
        }
        ExpectReader reader = new ExpectReader(words);
        Expect expect = reader.read(comment);
        steps.add(expect);
    }

    /** The last step that is no action, or null. */
    private @Nullable CheckStep last() {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (!(steps.get(i) instanceof CheckStep.Act)) {
                return steps.get(i);
            }
        }
        return null;
    }

    /** Adds what the lines left out: the request of {@code option httpchk}, the connection, the question. */
    private void complete() {
        CheckSpec option = spec.check();
        Method method = option.method() == null ? null : Method.of(option.method());
        if (method == null && option.method() != null) {
            section.names.blame.error(
                    option.pos(), "option httpchk", "expects the name of a method, not '" + option.method() + "'");
        }
        Send asked = new Send(
                method,
                option.uri() == null ? null : LogFormat.constant(Bytes.of(option.uri())),
                option.version(),
                List.of(),
                null);
        int first = first(0);
        if (first < steps.size() && steps.get(first) instanceof Connect) {
            first = first(first + 1);
        } else {
            steps.add(0, Connect.IMPLIED);
            first = first < steps.size() ? first(1) : 1;
        }
        if (first < steps.size() && steps.get(first) instanceof Send send) {
            boolean later =
                    option.pos().line() > spec.httpCheck().getFirst().pos().line();
            steps.set(first, later ? asked.over(send) : send.over(asked));
        } else {
            steps.add(first, asked);
        }
        if (last() instanceof Send) {
            steps.add(Expect.DEFAULT);
        }
    }

    private int first(int from) {
        int at = from;
        while (at < steps.size() && steps.get(at) instanceof CheckStep.Act) {
            at++;
        }
        return at;
    }

    /** The meaning of a status by its name, as {@code ok-status} and its like take it. */
    static CheckStatus status(Words words, CheckStatus... possible) {
        Word word = words.next("<status>");
        StringBuilder names = new StringBuilder();
        for (CheckStatus status : possible) {
            if (status.keyword().equalsIgnoreCase(word.text())) {
                return status;
            }
            names.append(names.isEmpty() ? "" : ", ").append(status.keyword());
        }
        throw words.error(word.pos(), "expects one of " + names + ", not '" + word + "'");
    }
}
