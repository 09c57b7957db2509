package dev.lintel.admin;

import dev.lintel.proxy.Backend;
import dev.lintel.proxy.Frontend;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Commands that tell of the process and of its proxies (management manual, section 9.3). */
final class ProcessCommands {
    static final List<Command> ROWS = List.of(
            Command.user("show info", "[desc|json|typed|float]*", "tell how the process is", ProcessCommands::info),
            Command.user(
                    "show version",
                    "",
                    "tell the version of the process",
                    call -> call.info(call.running().version())),
            Command.user("show backend", "", "list the backends", ProcessCommands::backends));

    /**
     * One line of {@code show info}.
     *
     * @param position its number in HAProxy, which never changes
     * @param tags origin, nature and scope, one letter each (management manual, section 9.2)
     * @param type {@code str}, {@code u32} or {@code u64}
     */
    private record Field(
            int position, String name, String tags, String type, String help, Function<Running, String> value) {}

    private static final List<Field> FIELDS = List.of(
            text(0, "Name", "POSV", "name of the product", running -> "Lintel"),
            text(1, "Version", "POSV", "version of the product", Running::version),
            number(3, "Nbthread", "CGSV", "event loops", running -> running.process().threads),
            number(4, "Nbproc", "CGSV", "processes; always 1", running -> 1),
            number(5, "Process_num", "KGPV", "number of this process; always 1", running -> 1),
            number(
                    6,
                    "Pid",
                    "SGPV",
                    "id of the process",
                    running -> ProcessHandle.current().pid()),
            text(7, "Uptime", "MDPV", "time since the start", running -> Times.span(running.uptimeSeconds())),
            number(8, "Uptime_sec", "MDPV", "time since the start in seconds", Running::uptimeSeconds),
            number(
                    9,
                    "Memmax_MB",
                    "CLPV",
                    "limit of the heap in MB",
                    running -> Runtime.getRuntime().maxMemory() >> 20),
            number(
                    15,
                    "Maxconn",
                    "CLPV",
                    "client connections that may be open",
                    running -> running.snapshot().process().maxconn()),
            number(16, "Hard_maxconn", "CLPV", "the same, as far as the system goes", Running::hardMaxconn),
            number(
                    17,
                    "CurrConns",
                    "MGPV",
                    "client connections open now",
                    running -> running.process().connections.get()),
            number(
                    18,
                    "CumConns",
                    "MCPV",
                    "client connections since the start",
                    running -> total(
                            running, frontend -> frontend.counters().sessions.sum())),
            number(
                    19,
                    "CumReq",
                    "MCPV",
                    "requests since the start",
                    running -> total(
                            running, frontend -> frontend.counters().requests.sum())),
            text(
                    50,
                    "node",
                    "COSV",
                    "'node' of the configuration, or the name of the host",
                    running -> new String(running.process().node, StandardCharsets.ISO_8859_1)),
            text(51, "description", "COSV", "'description' of the configuration", running -> {
                String text = running.config().global().description();
                return text == null ? "" : text;
            }),
            number(52, "Stopping", "MGPV", "1 while it stops softly", running -> running.process().stopping ? 1 : 0),
            number(55, "Listeners", "MGPV", "listening sockets", Running::listeners),
            wide(
                    61,
                    "TotalBytesOut",
                    "MGPV",
                    "bytes sent to clients",
                    running -> total(
                            running, frontend -> frontend.counters().bytesOut.sum())),
            number(
                    70,
                    "Start_time_sec",
                    "MDPV",
                    "when it was started, in seconds since 1970",
                    running -> running.process().startedMillis / 1000));

    private ProcessCommands() {}

    private static Field text(int position, String name, String tags, String help, Function<Running, String> value) {
        return new Field(position, name, tags, "str", help, value);
    }

    private static Field number(int position, String name, String tags, String help, ToLongFunction<Running> value) {
        return new Field(position, name, tags, "u32", help, running -> Long.toString(value.applyAsLong(running)));
    }

    private static Field wide(int position, String name, String tags, String help, ToLongFunction<Running> value) {
        return new Field(position, name, tags, "u64", help, running -> Long.toString(value.applyAsLong(running)));
    }

    private static long total(Running running, ToLongFunction<Frontend> count) {
        return running.snapshot().frontends().values().stream().mapToLong(count).sum();
    }

    private static void info(Call call) {
        boolean typed = call.arguments().contains("typed");
        boolean described = call.arguments().contains("desc");
        if (call.arguments().contains("json")) {
            json(call);
            return;
        }
        for (Field field : FIELDS) {
            String value = field.value().apply(call.running());
            String help = described ? ":\"" + field.help() + "\"" : "";
            call.line(
                    typed
                            ? field.position() + "." + field.name() + ".1:" + field.tags() + ":" + field.type() + ":"
                                    + value + help
                            : field.name() + ": " + value + help);
        }
    }

    private static void json(Call call) {
        List<String> objects = new ArrayList<>();
        for (Field field : FIELDS) {
            String value = field.value().apply(call.running());
            objects.add("{\"field\":{\"pos\":" + field.position() + ",\"name\":\"" + field.name()
                    + "\"},\"processNum\":1,\"tags\":{\"origin\":\""
                    + origin(field.tags().charAt(0))
                    + "\",\"nature\":\"" + nature(field.tags().charAt(1)) + "\",\"scope\":\""
                    + (field.tags().charAt(2) == 'S' ? "Service" : "Process") + "\"},\"value\":{\"type\":\""
                    + field.type() + "\",\"value\":" + (field.type().equals("str") ? quoted(value) : value) + "}}");
        }
        call.line("[" + String.join(",", objects) + "]");
    }

    private static String origin(char tag) {
        return switch (tag) {
            case 'M' -> "Metric";
            case 'S' -> "Status";
            case 'K' -> "Key";
            case 'C' -> "Config";
            default -> "Product";
        };
    }

    private static String nature(char tag) {
        return switch (tag) {
            case 'G' -> "Gauge";
            case 'L' -> "Limit";
            case 'C' -> "Counter";
            case 'D' -> "Duration";
            default -> "Output";
        };
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static void backends(Call call) {
        call.line("# name");
        call.running().snapshot().backends().values().stream()
                .sorted(Comparator.comparingInt(backend -> backend.counters().id()))
                .map(Backend::name)
                .forEach(call::line);
    }
}
