package dev.lintel.admin;

import dev.lintel.model.CommandsSpec.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code show events} (management manual, section 9.3): what programs beside this one are told. */
final class EventCommands {
    static final List<Command> ROWS = List.of(Command.user(
            "show events",
            "[<sink>] [-w] [-n] [-0]",
            "list event sinks, or tell the events of one",
            EventCommands::show));

    private EventCommands() {}

    private static void show(Call call) {
        String name = call.argument(0);
        if (name.isEmpty()) {
            StringBuilder list = new StringBuilder(
                    "Supported events sinks are listed below. Add -0(zero), -w(wait), -n(new). Any key to stop.");
            call.running().events().forEach(sink -> list.append('\n').append(sink.line()));
            call.say(Severity.WARNING, list.toString());
        } else if (!call.session().may(Level.OPERATOR)) {
            call.error("Permission denied");
        } else {
            tell(call, find(call.running().events(), name));
        }
    }

    private static @Nullable EventSink find(List<EventSink> sinks, String name) {
        for (EventSink sink : sinks) {
            if (sink.name().equals(name)) {
                return sink;
            }
        }
        return null;
    }

    private static void tell(Call call, @Nullable EventSink sink) {
        if (sink == null) {
            call.error("No such event sink");
            return;
        }
        boolean waits = false;
        boolean onlyNew = false;
        char delimiter = '\n';
        for (String option : call.arguments().subList(1, call.count())) {
            switch (option) {
                case "-w" -> waits = true;
                case "-n" -> onlyNew = true;
                case "-nw", "-wn" -> waits = onlyNew = true;
                case "-0" -> delimiter = '\0';
                default -> {
                    call.error("unknown option");
                    return;
                }
            }
        }
        EventSink.Reader reader = sink.reader(onlyNew, delimiter);
        call.print(reader.read());
        if (waits) {
            call.follow(reader);
        }
    }
}
