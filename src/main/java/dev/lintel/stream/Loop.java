package dev.lintel.stream;

import java.util.concurrent.Executor;

/** One event loop: the thread that owns its connections, its clock and its timer wheel. */
public interface Loop extends Executor {
    /** Milliseconds of a clock that never goes back, read once per turn of the loop. */
    long now();

    /** Microseconds of the same clock, as of the beginning of this turn. */
    long nowMicros();

    /** Microseconds of the same clock, read afresh. */
    long micros();

    /** Milliseconds since 1970, read once per turn of the loop. */
    long wallClock();

    boolean inLoop();

    /** How much of the memory for buffers is in use, in the whole process: 0 to 100. Cheap enough for every request. */
    default int memoryPercent() {
        return 0;
    }

    /** 0 for the first loop; dense, so that it may index an array. */
    int index();

    /**
     * Lets {@link Deadline#expired} happen {@code millis} from now, to the wheel's resolution; a deadline already armed is moved. Cheap
     * enough for every request: moving one later costs a field write.
     */
    void arm(Deadline deadline, long millis);

    /** Disarms it for good: the wheel lets go of it at once, and of all that its owner holds. For the end of a connection. */
    void forget(Deadline deadline);
}
