package dev.lintel.stream;

/** Something that happens unless it is disarmed in time; belongs to one loop and sits on its wheel. */
public abstract class Deadline {
    /** Never expires. */
    public static final long NEVER = Long.MAX_VALUE;

    /** When it expires, by {@link Loop#now}; NEVER while disarmed. Written by the loop only. */
    public long at = NEVER;

    /** The wheel's own: neighbours in a slot, and the tick at which the wheel will look again. */
    public Deadline previous;

    public Deadline next;
    public long tick = -1;

    /** Cheap: the wheel forgets it when it next comes by, some seconds later; {@link Loop#forget} is for what ends. */
    public final void disarm() {
        at = NEVER;
    }

    public final boolean armed() {
        return at != NEVER;
    }

    /** Called once on the loop; may arm itself again. */
    protected abstract void expired();

    /** For the wheel. */
    public final void fire() {
        at = NEVER;
        expired();
    }
}
