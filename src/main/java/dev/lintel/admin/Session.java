package dev.lintel.admin;

import dev.lintel.model.CommandsSpec;
import dev.lintel.model.CommandsSpec.Level;
import dev.lintel.model.CommandsSpec.SeverityOutput;

/** What one client of the runtime API has set for its own connection. Belongs to the client's thread. */
final class Session {
    private final Running running;
    private Level level;
    private SeverityOutput severity;
    private long timeoutMillis;
    private boolean interactive;
    private boolean prompt;
    private boolean timed;
    private boolean expert;
    private boolean experimental;
    private boolean ended;

    Session(Running running, CommandsSpec.Socket socket, long timeoutMillis) {
        this.running = running;
        this.level = socket.level();
        this.severity = socket.severity();
        this.timeoutMillis = timeoutMillis;
    }

    Running running() {
        return running;
    }

    Level level() {
        return level;
    }

    boolean may(Level needed) {
        return level.compareTo(needed) >= 0;
    }

    /** Gives rights up; they do not come back, and the special modes go with them (manual section 9.3, {@code operator}). */
    void lower(Level to) {
        level = to;
        expert = false;
        experimental = false;
    }

    SeverityOutput severity() {
        return severity;
    }

    void severity(SeverityOutput severity) {
        this.severity = severity;
    }

    long timeoutMillis() {
        return timeoutMillis;
    }

    void timeoutMillis(long millis) {
        timeoutMillis = millis;
    }

    /** Whether further lines are taken after one is answered. */
    boolean interactive() {
        return interactive;
    }

    boolean prompts() {
        return prompt;
    }

    void mode(boolean interactive, boolean prompt) {
        this.interactive = interactive;
        this.prompt = prompt;
    }

    void toggleTime() {
        timed = !timed;
    }

    boolean timed() {
        return timed;
    }

    boolean expert() {
        return expert;
    }

    void expert(boolean on) {
        expert = on;
    }

    boolean experimental() {
        return experimental;
    }

    void experimental(boolean on) {
        experimental = on;
    }

    /** {@code quit}: nothing more is answered. */
    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }
}
