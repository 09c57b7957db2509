package dev.lintel.admin;

import dev.lintel.base.Faults;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client from its first line to its last: takes lines apart, finds the commands and sends their answers, each ended by an empty line
 * (management manual, section 9.3). Runs on a virtual thread of its own.
 */
final class Conversation implements Runnable {
    private final Client client;
    private final Session session;
    private final Limits limits;

    /** How much a client may say at once. */
    record Limits(int lineBytes, int payloadBytes) {}

    Conversation(Client client, Session session, Limits limits) {
        this.client = client;
        this.session = session;
        this.limits = limits;
    }

    @Override
    public void run() {
        try (client) {
            while (!session.ended() && takeLine() && session.interactive()) {
                // the next line
            }
        } catch (IOException e) {
            // The client left, or was silent or deaf for too long: there is nobody to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            Faults.report("the runtime API", fault);
        }
    }

    /** Answers one line of commands; false where none comes any more. */
    private boolean takeLine() throws IOException, InterruptedException {
        String text;
        try {
            text = client.line(limits.lineBytes(), session.timeoutMillis());
        } catch (Client.TooLong e) {
            return refuse("The command line is too big for the buffer size. Please change 'tune.bufsize' in the"
                    + " configuration to use a bigger command.\n");
        }
        if (text == null) {
            return false;
        }
        CommandLine line = CommandLine.parse(text);
        String payload = null;
        if (line.end() != null) {
            try {
                payload = payload(line.end());
            } catch (Client.TooLong e) {
                return refuse(
                        "The payload is too big. Please change 'tune.cli.max-payload-size' in the configuration to"
                                + " use a bigger payload.\n");
            }
            if (payload == null) {
                return false;
            }
        }
        answer(line.commands(), payload);
        return true;
    }

    private boolean refuse(String sentence) throws IOException {
        client.farewell(sentence, session.timeoutMillis());
        return false;
    }

    /** Everything up to the line that ends it; null where the client leaves before. */
    private @Nullable String payload(String end) throws IOException {
        StringBuilder payload = new StringBuilder();
        while (true) {
            if (session.prompts() && !client.hasInput()) {
                client.write("+ ", session.timeoutMillis());
            }
            int room = limits.payloadBytes() - payload.length();
            if (room < 0) {
                throw new Client.TooLong();
            }
            String line = client.line(room, session.timeoutMillis());
            if (line == null) {
                return null;
            }
            if (line.equals(end)) {
                return payload.toString();
            }
            payload.append(line).append('\n');
        }
    }

    private void answer(List<List<String>> commands, @Nullable String payload)
            throws IOException, InterruptedException {
        for (int i = 0; i < commands.size() && !session.ended(); i++) {
            boolean last = i == commands.size() - 1;
            Call call = Commands.obey(session, commands.get(i), last ? payload : null);
            if (session.ended()) {
                return;
            }
            EventSink.Reader events = call.following();
            if (events == null) {
                client.write(call.answer() + prompt(last), session.timeoutMillis());
            } else {
                client.write(call.answer(), session.timeoutMillis());
                follow(events);
                client.write(prompt(last), session.timeoutMillis());
            }
        }
    }

    /** Tells what comes until the client says anything or leaves, for which no time is set; what it says is for nobody. */
    private void follow(EventSink.Reader events) throws IOException, InterruptedException {
        Thread.Builder kind = Thread.currentThread().isVirtual()
                ? Thread.ofVirtual()
                : Thread.ofPlatform().daemon();
        Thread teller = kind.name("runtime API events").start(() -> tell(events));
        try {
            client.awaitInput();
        } finally {
            events.stop();
            teller.join();
        }
    }

    private void tell(EventSink.Reader events) {
        try {
            for (String text = events.await(); !text.isEmpty(); text = events.await()) {
                client.write(text, session.timeoutMillis());
            }
        } catch (IOException e) {
            // Nobody listens: whoever waits for the client is to notice.
            client.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An empty line ends every answer, and the prompt asks for the next line. */
    private String prompt(boolean last) {
        if (!last || !session.prompts()) {
            return "\n";
        }
        if (!session.timed()) {
            return "\n> ";
        }
        return "\n[" + Times.clock(session.running().uptimeSeconds()) + "]> ";
    }
}
