package dev.lintel.balance;

import dev.lintel.stream.EndReason;

/** Hears what the health machines have to say, on their loop. */
public interface HealthListener {
    int EMERGENCY = 0;
    int ALERT = 1;
    int NOTICE = 5;

    /**
     * Something to be logged by the backend.
     *
     * @param level of syslog
     * @param text a whole sentence, without the backend's tag
     */
    void said(Server server, int level, String text);

    /** The exchanges that are with the server now have to end: {@code on-marked-down} and {@code on-marked-up}. */
    void endSessions(Server server, EndReason why);
}
