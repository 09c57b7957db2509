package dev.lintel.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command as a client gave it, and its answer while it is made. Belongs to the client's thread.
 */
final class Call {
    private final Session session;
    private final List<String> arguments;
    private final @Nullable String payload;
    private final StringBuilder answer = new StringBuilder();
    private EventSink.@Nullable Reader following;

    /** @param arguments the words behind the command's name */
    Call(Session session, List<String> arguments, @Nullable String payload) {
        this.session = session;
        this.arguments = arguments;
        this.payload = payload;
    }

    Session session() {
        return session;
    }

    Running running() {
        return session.running();
    }

    List<String> arguments() {
        return arguments;
    }

    int count() {
        return arguments.size();
    }

    /** A word, or nothing where there are fewer. */
    String argument(int index) {
        return index < arguments.size() ? arguments.get(index) : "";
    }

    /** What came behind {@code <<}, lines ended by newlines; null: none came. */
    @Nullable
    String payload() {
        return payload;
    }

    /** Adds to an answer that is a listing: it carries no severity. */
    Call print(String text) {
        answer.append(text);
        return this;
    }

    Call line(String text) {
        answer.append(text).append('\n');
        return this;
    }

    /** Answers with a message of that weight. */
    void say(Severity severity, String text) {
        switch (session.severity()) {
            case NONE -> {}
            case NUMBER -> answer.append(severity.number());
            case STRING -> answer.append(severity.word());
        }
        line(text);
    }

    void info(String text) {
        say(Severity.INFO, text);
    }

    void error(String text) {
        say(Severity.ERR, text);
    }

    String answer() {
        return answer.toString();
    }

    /** Behind the answer go events, until the client says anything or leaves. */
    void follow(EventSink.Reader events) {
        following = events;
    }

    EventSink.@Nullable Reader following() {
        return following;
    }
}
