package dev.lintel.config;

import dev.lintel.base.Near;
import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.model.BackendSpec.CheckSpec;
import dev.lintel.model.CookieSpec;
import dev.lintel.model.HttpErrorsSpec;
import dev.lintel.model.LogSpec;
import dev.lintel.model.Mode;
import dev.lintel.model.ProxySpec.ErrorSpec;
import dev.lintel.model.UserListSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What shows only when all proxies are read: names given twice, timeouts that are missing, sections that are named and not
 * there. Warnings are those that HAProxy gives; what it does not say is a hint.
 */
final class ProxyChecks {
    private static final int CLIENT = ProxyKeywords.TIMEOUTS.indexOf("client");
    private static final int CONNECT = ProxyKeywords.TIMEOUTS.indexOf("connect");
    private static final int SERVER = ProxyKeywords.TIMEOUTS.indexOf("server");

    private final Problems problems;
    private final List<LogSpec> globalLogs;

    ProxyChecks(Problems problems, List<LogSpec> globalLogs) {
        this.problems = problems;
        this.globalLogs = globalLogs;
    }

    void check(List<ProxyDraft> proxies, List<UserListSpec> userLists, List<HttpErrorsSpec> httpErrors) {
        proxyNames(proxies);
        unique(
                "userlist",
                userLists.stream().map(UserListSpec::name).toList(),
                userLists.stream().map(UserListSpec::pos).toList());
        unique(
                "http-errors",
                httpErrors.stream().map(HttpErrorsSpec::name).toList(),
                httpErrors.stream().map(HttpErrorsSpec::pos).toList());
        sharedDefaults(proxies);
        Set<String> errorSections =
                Set.copyOf(httpErrors.stream().map(HttpErrorsSpec::name).toList());
        for (ProxyDraft proxy : proxies) {
            serverNames(proxy);
            errorSections(proxy, errorSections);
            if (!proxy.disabled) {
                listeners(proxy);
                timeouts(proxy);
                logs(proxy);
                mode(proxy);
                routes(proxy);
                servers(proxy);
            }
        }
    }

    /** A frontend and a backend may share a name; two of one side may not. */
    private void proxyNames(List<ProxyDraft> proxies) {
        Map<String, ProxyDraft> fronts = new HashMap<>();
        Map<String, ProxyDraft> backs = new HashMap<>();
        Map<Integer, ProxyDraft> ids = new HashMap<>();
        for (ProxyDraft proxy : proxies) {
            ProxyDraft other = proxy.kind().hasFrontend() ? fronts.putIfAbsent(proxy.name(), proxy) : null;
            ProxyDraft otherBack = proxy.kind().hasBackend() ? backs.putIfAbsent(proxy.name(), proxy) : null;
            ProxyDraft first = other != null ? other : otherBack;
            if (first != null && !proxy.name().isEmpty()) {
                problems.error(
                        proxy.section.pos(),
                        proxy.title() + " has the name of " + first.title() + "; first defined at "
                                + first.section.pos());
            }
            ProxyDraft sameId = proxy.id == 0 ? null : ids.putIfAbsent(proxy.id, proxy);
            if (sameId != null) {
                problems.error(
                        proxy.section.pos(),
                        proxy.title() + " has the id " + proxy.id + " of " + sameId.title() + "; first defined at "
                                + sameId.section.pos());
            }
        }
    }

    private void unique(String kind, List<String> names, List<Pos> places) {
        for (int i = 0; i < names.size(); i++) {
            int first = names.indexOf(names.get(i));
            if (first < i && !names.get(i).isEmpty()) {
                problems.error(
                        places.get(i),
                        kind + " '" + names.get(i) + "' is defined twice; first defined at " + places.get(first));
            }
        }
    }

    private void serverNames(ProxyDraft proxy) {
        Map<String, ServerDraft> names = new HashMap<>();
        Map<Integer, ServerDraft> ids = new HashMap<>();
        for (ServerDraft server : proxy.servers) {
            ServerDraft sameId = server.id == 0 ? null : ids.putIfAbsent(server.id, server);
            if (sameId != null) {
                problems.error(
                        server.pos,
                        "in " + proxy.title() + ": server '" + server.name + "' has the id " + server.id
                                + " of server '" + sameId.name + "'; first defined at " + sameId.pos);
            }
            ServerDraft first = names.putIfAbsent(server.name, server);
            if (first != null) {
                problems.error(
                        server.pos,
                        "in " + proxy.title() + ": server '" + server.name + "' is defined twice; first defined at "
                                + first.pos);
            }
        }
    }

    /** Rules in a {@code defaults} section are compiled for one side; HAProxy refuses one that both sides use. */
    private void sharedDefaults(List<ProxyDraft> proxies) {
        Map<ProxyDraft, ProxyDraft> users = new IdentityHashMap<>();
        for (ProxyDraft proxy : proxies) {
            ProxyDraft base = proxy.defaults;
            if (base == null || base.rules.isEmpty()) {
                continue;
            }
            ProxyDraft first = users.putIfAbsent(base, proxy);
            if (first != null && first.kind() != proxy.kind()) {
                problems.error(
                        proxy.section.pos(),
                        proxy.title() + " and " + first.title() + " cannot both start from the defaults of "
                                + base.section.pos()
                                + ", which has rules; give one of them a 'defaults' of its own with 'from'");
            }
        }
    }

    private void errorSections(ProxyDraft proxy, Set<String> known) {
        for (ErrorSpec error : proxy.errors) {
            if (error.kind() == ErrorSpec.Kind.SECTION && !known.contains(error.argument())) {
                problems.error(
                        error.pos(),
                        "in " + proxy.title() + ": 'errorfiles' expects the name of an 'http-errors' section, and '"
                                + error.argument() + "' is none" + Near.hint(error.argument(), known));
            }
        }
    }

    private void listeners(ProxyDraft proxy) {
        if (proxy.kind().hasFrontend() && !proxy.bindSeen) {
            problems.warning(
                    proxy.section.pos(),
                    proxy.title() + " has no 'bind' line, so that no client can reach it"
                            + (proxy.kind() == SectionKind.LISTEN ? "; call it 'backend' if that is meant" : ""));
        }
    }

    private void timeouts(ProxyDraft proxy) {
        List<String> missing = new ArrayList<>();
        if (proxy.kind().hasFrontend() && proxy.timeouts[CLIENT] <= 0) {
            missing.add("'timeout client'");
        }
        if (proxy.kind().hasBackend() && !proxy.servers.isEmpty()) {
            if (proxy.timeouts[CONNECT] <= 0) {
                missing.add("'timeout connect'");
            }
            if (proxy.timeouts[SERVER] <= 0) {
                missing.add("'timeout server'");
            }
        }
        if (!missing.isEmpty()) {
            problems.warning(
                    proxy.section.pos(),
                    proxy.title() + " has no " + String.join(" and no ", missing)
                            + ": HAProxy would wait for ever, Lintel gives up after 5s to connect and 60s of silence; set them here or in 'defaults'");
        }
    }

    private void logs(ProxyDraft proxy) {
        boolean target = proxy.logs.stream().anyMatch(l -> l.spec() != null || !globalLogs.isEmpty());
        if (proxy.logFormat != null && !target && proxy.kind().hasFrontend()) {
            problems.warning(
                    proxy.section.pos(),
                    proxy.title() + " has a log format (" + proxy.logFormat.pos()
                            + ") and no 'log' line, so that nothing is logged"
                            + (globalLogs.isEmpty() ? "" : "; 'log global' uses those of 'global'"));
        }
    }

    /** What works on HTTP means nothing where only bytes are relayed. Rules are looked at when they are compiled. */
    private void mode(ProxyDraft proxy) {
        if (proxy.mode == Mode.HTTP) {
            return;
        }
        if (proxy.kind().hasFrontend() && proxy.monitorUri != null) {
            ignored(proxy, "monitor-uri");
        }
        if (!proxy.kind().hasBackend()) {
            return;
        }
        if (proxy.cookie != null) {
            ignored(proxy, "cookie");
            proxy.cookie = null;
        }
        for (ServerDraft server : proxy.servers) {
            if (server.cookie != null || server.redir != null) {
                problems.error(
                        server.pos,
                        "in " + proxy.title() + ": server '" + server.name + "' has '"
                                + (server.cookie != null ? "cookie" : "redir") + "', which needs 'mode http'");
            }
        }
    }

    private void ignored(ProxyDraft proxy, String keyword) {
        problems.warning(
                proxy.section.pos(), proxy.title() + " has '" + keyword + "', which needs 'mode http' and is ignored");
    }

    private void routes(ProxyDraft proxy) {
        if (proxy.kind() == SectionKind.LISTEN && proxy.defaultBackend != null && !proxy.servers.isEmpty()) {
            problems.warning(
                    proxy.section.pos(),
                    proxy.title() + " has servers and a 'default_backend', which comes first: the servers"
                            + " are never used");
        }
        boolean httpCheck = proxy.check != null;
        if (proxy.kind().hasBackend() && !proxy.httpCheck.isEmpty() && !httpCheck) {
            problems.warning(
                    proxy.httpCheck.getFirst().pos(),
                    "in " + proxy.title() + ": 'http-check' does nothing without 'option httpchk'");
        }
    }

    private void servers(ProxyDraft proxy) {
        CookieSpec cookie = proxy.cookie;
        if (cookie != null && proxy.mode == Mode.HTTP && !cookie.dynamic()) {
            List<String> without = proxy.servers.stream()
                    .filter(s -> s.cookie == null)
                    .map(s -> s.name)
                    .toList();
            if (!without.isEmpty()) {
                problems.hint(
                        cookie.pos(),
                        "in " + proxy.title() + ": 'cookie " + cookie.name()
                                + "' does nothing for servers without 'cookie <value>': " + String.join(", ", without));
            }
        }
        for (ServerDraft server : proxy.servers) {
            checkProto(proxy, server);
            boolean port = server.address != null && (server.address.port() != 0 && !server.address.portOffset());
            boolean internet =
                    server.address != null && server.address.kind().name().startsWith("IP");
            if (server.check && internet && !port && server.checkPort == 0 && server.track == null) {
                problems.error(
                        server.pos,
                        "in " + proxy.title() + ": server '" + server.name
                                + "' has 'check' and no port of its own; add 'port <port>' for the checks");
            }
        }
    }

    /** A check by tcp carries no HTTP, and one by HTTP always does. */
    private void checkProto(ProxyDraft proxy, ServerDraft server) {
        boolean http = proxy.check != null && proxy.check.kind() == CheckSpec.Kind.HTTP;
        if (!server.check || server.checkProto == null || http != server.checkProto.equals("none")) {
            return;
        }
        problems.error(
                server.pos,
                "in " + proxy.title() + ": server '" + server.name + "' has 'check-proto " + server.checkProto
                        + (http ? "', and 'option httpchk' needs h1 or h2" : "', which needs 'option httpchk'"));
    }
}
