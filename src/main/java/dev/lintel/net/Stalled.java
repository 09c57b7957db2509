package dev.lintel.net;

/** A connection whose bodies wait for memory; called on its loop when there is some again. */
interface Stalled {
    void process();
}
