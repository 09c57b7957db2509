package dev.lintel.net;

/** One socket for the lines of one loop. Owned by that loop. */
interface LogSender {
    /** Hears of lines that are lost. */
    @FunctionalInterface
    interface Losses {
        /** @param why in the system's words */
        void dropped(int lines, String why);
    }

    /**
     * Sends lines, each a datagram. They lie behind each other in {@code buf} from 0 on; {@code ends} says where each ends.
     *
     * @return how many lines, from the first on, are done with, sent or lost; the others should be offered again
     */
    int send(byte[] buf, int[] ends, int count);

    void close();
}
