package dev.lintel.config;

import dev.lintel.base.Word;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.BackendSpec.BalanceSpec;
import dev.lintel.model.BackendSpec.CheckRuleSpec;
import dev.lintel.model.BackendSpec.CheckSpec;
import dev.lintel.model.BackendSpec.HashType;
import dev.lintel.model.CookieSpec;
import dev.lintel.model.FrontendSpec;
import dev.lintel.model.LogSpec;
import dev.lintel.model.ProxySpec;
import dev.lintel.model.Timeouts;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Makes the model's records of drafts whose lines are all read. */
final class Specs {
    private final List<LogSpec> globalLogs;
    private final TlsSpecs tls;
    private final ServerTlsSpecs servers;

    Specs(List<LogSpec> globalLogs, TlsSpecs tls, ServerTlsSpecs servers) {
        this.globalLogs = globalLogs;
        this.tls = tls;
        this.servers = servers;
    }

    FrontendSpec frontend(ProxyDraft d) {
        return new FrontendSpec(
                proxy(d),
                d.binds.stream()
                        .map(bind -> bind.spec(tls.bind(d, bind.pos, bind.tls)).orBacklog(d.backlog))
                        .toList(),
                d.defaultBackend,
                d.maxconn,
                d.backlog,
                List.copyOf(d.captures),
                d.monitorUri);
    }

    BackendSpec backend(ProxyDraft d) {
        return new BackendSpec(
                proxy(d),
                d.servers.stream()
                        .map(server -> server.spec(servers.of(d, server)))
                        .toList(),
                balance(d),
                cookie(d),
                d.httpReuse,
                d.retries,
                d.redispatchInterval,
                d.retryOn,
                d.fullconn,
                d.check == null ? new CheckSpec(d.section.pos(), CheckSpec.Kind.TCP, null, null, null) : d.check,
                httpCheck(d),
                d.source,
                d.httpSendNameHeader);
    }

    private ProxySpec proxy(ProxyDraft d) {
        return new ProxySpec(
                d.section.pos(),
                d.kind().keyword(),
                d.name(),
                d.id,
                d.mode,
                d.disabled,
                d.description,
                timeouts(d),
                new ProxySpec.Inspection(d.requestInspection, d.responseInspection),
                EnumSet.copyOf(d.options),
                logs(d),
                d.logTag,
                d.logFormat,
                d.logFormatSd,
                d.errorLogFormat,
                d.uniqueIdFormat,
                d.uniqueIdHeader,
                d.forwardFor,
                d.originalTo,
                List.copyOf(d.errors),
                List.copyOf(d.acls),
                List.copyOf(d.rules),
                d.maxKeepAliveQueue);
    }

    private static Timeouts timeouts(ProxyDraft d) {
        long[] t = d.timeouts;
        return new Timeouts(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11]);
    }

    private List<LogSpec> logs(ProxyDraft d) {
        List<LogSpec> logs = new ArrayList<>();
        for (ProxyDraft.Log log : d.logs) {
            if (log.spec() == null) {
                logs.addAll(globalLogs);
            } else {
                logs.add(log.spec());
            }
        }
        return logs;
    }

    private static BalanceSpec balance(ProxyDraft d) {
        HashType hash = new HashType(d.hashConsistent, d.hashFunction, d.hashAvalanche, d.hashBalanceFactor);
        String algorithm = d.balance == null ? "roundrobin" : d.balance;
        return new BalanceSpec(d.balance == null ? d.section.pos() : d.balancePos, algorithm, d.balanceArguments, hash);
    }

    private static CookieSpec cookie(ProxyDraft d) {
        CookieSpec c = d.cookie;
        return c == null || d.dynamicCookieKey == null
                ? c
                : new CookieSpec(
                        c.pos(),
                        c.name(),
                        c.kind(),
                        c.indirect(),
                        c.nocache(),
                        c.postonly(),
                        c.preserve(),
                        c.httpOnly(),
                        c.secure(),
                        c.domains(),
                        c.maxIdleSeconds(),
                        c.maxLifeSeconds(),
                        c.dynamic(),
                        d.dynamicCookieKey,
                        c.attributes());
    }

    /** The Host of {@code option httpchk} is a header of the first request, unless that request names headers of its own. */
    private static List<CheckRuleSpec> httpCheck(ProxyDraft d) {
        List<CheckRuleSpec> rules = new ArrayList<>(d.httpCheck);
        if (d.checkHost == null) {
            return rules;
        }
        List<Word> host = List.of(
                new Word("hdr", d.checkHost.pos(), false), new Word("Host", d.checkHost.pos(), false), d.checkHost);
        for (int i = 0; i < rules.size(); i++) {
            CheckRuleSpec rule = rules.get(i);
            if (rule.keyword().equals("send")) {
                if (rule.words().stream().noneMatch(w -> w.is("hdr"))) {
                    List<Word> words = new ArrayList<>(rule.words());
                    words.addAll(0, host);
                    rules.set(i, new CheckRuleSpec(rule.pos(), "send", words));
                }
                return rules;
            }
        }
        rules.addFirst(new CheckRuleSpec(d.check.pos(), "send", host));
        return rules;
    }
}
