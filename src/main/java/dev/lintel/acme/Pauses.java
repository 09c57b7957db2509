package dev.lintel.acme;

/** Waiting on a virtual thread, ended by an interrupt. */
final class Pauses {
    private Pauses() {}

    static void sleep(long millis) throws DnsFault {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DnsFault("was stopped while it waited");
        }
    }
}
