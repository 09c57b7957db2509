package dev.lintel.acme;

/** What certificates that renew themselves have to do with the rest of the program; called on the threads of jobs, and may block. */
public interface Outside {
    /** A sentence for people. */
    void news(String sentence);

    /** Lines for programs that set records themselves ({@code show events dpapi}). */
    void event(String lines);

    /** An entry of a map of the configuration in force; one that no rule uses is no fault. */
    void put(String map, String key, String value);

    void remove(String map, String key);
}
