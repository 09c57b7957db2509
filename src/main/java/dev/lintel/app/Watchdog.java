package dev.lintel.app;

import dev.lintel.stream.Loop;
import java.util.List;

/**
 * Looks whether the event loops move. One that has not answered for a fifth of a second is reported with what it is doing; one that has
 * not for ten seconds ends the process, for a supervisor starts it again and a door that hangs is worse than one that opens anew. Runs
 * on a thread of its own.
 */
final class Watchdog implements Runnable {
    private static final long LOOK_MILLIS = 200;
    private static final int LOOKS_TO_REPORT = 2;
    private static final int LOOKS_TO_END = 50;
    private static final int EXIT_STATUS = 70;

    private final Beat[] beats;

    private Watchdog(List<Loop> loops) {
        beats = new Beat[loops.size()];
        for (int i = 0; i < beats.length; i++) {
            beats[i] = new Beat(loops.get(i));
        }
    }

    /** The thread that looks, already at it. */
    static Thread start(List<Loop> loops) {
        Thread thread = new Thread(new Watchdog(loops), "lintel-watchdog");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Before the loops end: one that has ended answers no more. Waits for a look that is under way. */
    static void stop(Thread watching) {
        watching.interrupt();
        try {
            watching.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is known of one loop; {@code answered} is written by the loop. */
    private static final class Beat implements Runnable {
        private final Loop loop;
        private volatile boolean answered = true;
        private volatile Thread thread;
        private int missed;

        Beat(Loop loop) {
            this.loop = loop;
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            answered = true;
        }
    }

    @Override
    public void run() {
        long before = System.nanoTime();
        while (true) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            // Where this thread did not get its turn either, the machine is short of processors, not the loop stuck.
            boolean starved = now - before > 2 * LOOK_MILLIS * 1_000_000;
            before = now;
            for (Beat beat : beats) {
                look(beat, starved);
            }
        }
    }

    private static void look(Beat beat, boolean starved) {
        if (beat.answered) {
            beat.missed = 0;
            beat.answered = false;
            beat.loop.execute(beat);
            return;
        }
        if (starved) {
            return;
        }
        beat.missed++;
        if (beat.missed == LOOKS_TO_REPORT || beat.missed == LOOKS_TO_END) {
            report(beat);
        }
        if (beat.missed >= LOOKS_TO_END) {
            Runtime.getRuntime().halt(EXIT_STATUS);
        }
    }

    private static void report(Beat beat) {
        StringBuilder text = new StringBuilder("lintel: event loop ")
                .append(beat.loop.index())
                .append(beat.missed >= LOOKS_TO_END ? " hangs, the process ends; " : " is late; ")
                .append("please report it with what it is doing:\n");
        Thread thread = beat.thread;
        if (thread != null) {
            for (StackTraceElement frame : thread.getStackTrace()) {
                text.append("    ").append(frame).append('\n');
            }
        }
        System.err.print(text);
    }
}
