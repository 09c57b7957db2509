package dev.lintel.compile;

import dev.lintel.balance.Server;
import dev.lintel.balance.Servers;
import dev.lintel.base.Pos;
import dev.lintel.exchange.ProcessState;
import dev.lintel.exchange.ProcessVars;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.model.ProxySpec;
import dev.lintel.rule.Condition;
import dev.lintel.rule.Names;
import dev.lintel.rule.PatternFiles;
import dev.lintel.rule.Reply;
import dev.lintel.rule.UserList;
import dev.lintel.rule.Variable;
import java.util.List;

/** Names as one frontend or backend sees them. Owned by the compiling thread. */
final class SectionNames implements Names {
    final Compilation all;
    final ProxySpec proxy;
    final Blame blame;
    final CaptureSlots captures;
    private final boolean frontend;
    /** Compiles an ACL by its name; set by the section's {@link ConditionCompiler}. */
    java.util.function.Function<String, Condition> acls = name -> null;

    SectionNames(Compilation all, ProxySpec proxy, boolean frontend, CaptureSlots captures) {
        this.all = all;
        this.proxy = proxy;
        this.frontend = frontend;
        this.captures = captures;
        this.blame = new Blame(all.problems, "in " + proxy.keyword() + " '" + proxy.name() + "': ");
    }

    boolean isFrontend() {
        return frontend;
    }

    @Override
    public ProxyCounters self() {
        return frontend ? all.live.frontend(proxy.name()) : all.live.backend(proxy.name());
    }

    @Override
    public Variable variable(String name) {
        return all.slots.of(name);
    }

    @Override
    public ProcessVars processVars() {
        return all.live.processVars();
    }

    @Override
    public ProcessState process() {
        return all.live.process();
    }

    @Override
    public Condition acl(String name) {
        return acls.apply(name);
    }

    @Override
    public UserList userList(String name) {
        return all.userList(name);
    }

    @Override
    public Servers servers(String backend) {
        return all.live.servers(backend.isEmpty() ? proxy.name() : backend);
    }

    /** A server by {@code backend/server}, or by its name alone within this section; null where there is none. */
    Server server(String name) {
        int slash = name.indexOf('/');
        Servers servers = servers(slash < 0 ? "" : name.substring(0, slash));
        String wanted = name.substring(slash + 1);
        if (servers != null) {
            for (Server server : servers.all()) {
                if (server.name().equals(wanted)) {
                    return server;
                }
            }
        }
        return null;
    }

    @Override
    public ProxyCounters frontend(String name) {
        return all.live.frontend(name);
    }

    @Override
    public ProxyCounters backend(String name) {
        return all.live.backend(name);
    }

    @Override
    public List<String> lines(String file, Pos pos) {
        return all.lines(file, pos);
    }

    @Override
    public PatternFiles patternFiles() {
        return all.patternFiles;
    }

    @Override
    public byte[] bytes(String file, Pos pos) {
        return all.bytes(file, pos);
    }

    @Override
    public Reply errorFile(String section, int status) {
        return all.errors.find(section, status);
    }

    /** A backend cannot know the slots of the frontends that lead to it: there every number is taken as it is. */
    @Override
    public int captureSlot(boolean request, int id) {
        return !frontend || id < captures.count(request) ? id : -1;
    }

    @Override
    public int captureLength(boolean request, int slot) {
        return frontend ? captures.length(request, slot) : Integer.MAX_VALUE;
    }

    @Override
    public int addCaptureSlot(boolean request, int length) {
        return captures.add(request, length);
    }
}
