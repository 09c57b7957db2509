package dev.lintel.acme;

/** What proves control of one name while a CA looks: to be set before it is told to, and taken away after. Used by one order. */
interface Answer {
    void present() throws OrderFault, InterruptedException;

    /**
     * Takes it away again; what cannot be taken away is told, not thrown.
     *
     * @return whether it is gone
     */
    boolean remove();
}
