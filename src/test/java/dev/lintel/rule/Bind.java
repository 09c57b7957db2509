package dev.lintel.rule;

import dev.lintel.balance.Server;
import dev.lintel.balance.Servers;
import dev.lintel.base.Pos;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProcessState;
import dev.lintel.exchange.ProcessVars;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.Bytes;
import dev.lintel.stream.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Binds fetches by their text and shows their values, without a compiler: arguments are split at commas. */
final class Bind {
    private Bind() {}

    /** The value of {@code name(arg,arg)} for this exchange as text; {@code NONE} where there is none. */
    static String value(String text, Exchange x) {
        Sample out = new Sample();
        out.reset();
        return fetch(text, new FixedNames()).sample(x, out) ? show(out) : "NONE";
    }

    /** All values that a test would look at, separated by {@code |}. */
    static String values(String text, Exchange x) {
        Sampler fetch = fetch(text, new FixedNames());
        Sample out = new Sample();
        out.reset();
        out.iterate = true;
        List<String> all = new ArrayList<>();
        do {
            out.more = false;
            if (!fetch.sample(x, out)) {
                break;
            }
            all.add(show(out));
        } while (out.more);
        return String.join("|", all);
    }

    static Sampler fetch(String text, Names names) {
        int open = text.indexOf('(');
        Fetch fetch = Fetches.TABLE.find(open < 0 ? text : text.substring(0, open));
        String inside = open < 0 ? "" : text.substring(open + 1, text.length() - 1);
        String[] parts = inside.isEmpty() ? new String[0] : inside.split(",", -1);
        Object[] values = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = argument(fetch.args().args().get(i).kind(), parts[i], names);
        }
        return fetch.bind().apply(new Args(values, names, Pos.of("test", 1)));
    }

    private static Object argument(Args.Kind kind, String text, Names names) {
        return switch (kind) {
            case INT -> text.isEmpty() ? null : (Object) Long.valueOf(text);
            case VARIABLE -> names.variable(text);
            case USERLIST -> names.userList(text);
            case FRONTEND -> names.frontend(text);
            case BACKEND -> names.backend(text);
            case SERVER -> names.servers("").find(text);
            default -> text;
        };
    }

    static String show(Sample out) {
        return switch (out.type) {
            case BOOL, INT -> Long.toString(out.num);
            case IPV4, IPV6 ->
                Bytes.text(
                        Address.of(out.copyBytes(), 0).ipText(),
                        0,
                        Address.of(out.copyBytes(), 0).ipText().length);
            default -> out.text();
        };
    }

    /** What a configuration with one section {@code f} defines; variables get slots as they are asked for. */
    static class FixedNames implements Names {
        final ProxyCounters self = new ProxyCounters("f", 2);
        final ProcessVars processVars = new ProcessVars();
        final ProcessState process = new ProcessState(1_700_000_000_000L - 5_000, "box", "node1", 2);
        final Map<String, Integer> slots = new HashMap<>();
        final Map<String, byte[]> files = new HashMap<>();
        final PatternFiles patternFiles = new PatternFiles();
        final List<Server> servers = new ArrayList<>();
        int captures;

        @Override
        public ProxyCounters self() {
            return self;
        }

        @Override
        public Variable variable(String name) {
            int slot = slots.computeIfAbsent(name, any -> slots.size());
            String scope = name.substring(0, name.indexOf('.')).toUpperCase(java.util.Locale.ROOT);
            return new Variable(name, Variable.Kind.valueOf(scope), slot, processVars);
        }

        @Override
        public ProcessVars processVars() {
            return processVars;
        }

        @Override
        public ProcessState process() {
            return process;
        }

        @Override
        public UserList userList(String name) {
            return new UserList() {
                @Override
                public String name() {
                    return name;
                }

                @Override
                public boolean authenticated(Exchange x) {
                    Credentials c = Credentials.basic(x.request);
                    return c != null
                            && new String(c.password(), java.nio.charset.StandardCharsets.ISO_8859_1).equals("s3");
                }

                @Override
                public boolean inGroup(Exchange x, String group) {
                    return authenticated(x) && group.equals("g");
                }
            };
        }

        @Override
        public Servers servers(String backend) {
            return new Servers("f", servers);
        }

        @Override
        public ProxyCounters frontend(String name) {
            return self;
        }

        @Override
        public ProxyCounters backend(String name) {
            return self;
        }

        @Override
        public List<String> lines(String file, Pos pos) {
            byte[] bytes = bytes(file, pos);
            return bytes == null
                    ? null
                    : Bytes.text(bytes, 0, bytes.length).lines().toList();
        }

        @Override
        public PatternFiles patternFiles() {
            return patternFiles;
        }

        @Override
        public byte[] bytes(String file, Pos pos) {
            return files.get(file);
        }

        @Override
        public Reply errorFile(String section, int status) {
            return section.equals("site") && status == 404
                    ? new Reply(404, null, List.of(), null, Bytes.of("own"), null)
                    : null;
        }

        @Override
        public int captureSlot(boolean request, int id) {
            return id < captures ? id : -1;
        }

        @Override
        public int addCaptureSlot(boolean request, int length) {
            return captures++;
        }
    }

    static SampleType type(String text, Exchange x) {
        Sample out = new Sample();
        out.reset();
        return fetch(text, new FixedNames()).sample(x, out) ? out.type : null;
    }
}
