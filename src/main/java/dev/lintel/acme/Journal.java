package dev.lintel.acme;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an order writes down how far it has come, and waits for humans. */
interface Journal {
    /** What is going on now, for whoever looks. */
    void step(String what);

    /** Something that should be told although nothing stops for it. */
    void news(String sentence);

    /** The order that an earlier run left, or null. */
    Progress.@Nullable Pending pending();

    /** Durable when it returns. */
    void pending(Progress.@Nullable Pending order) throws StoreFault;

    /** Just before a CA is asked for a new order. Durable when it returns: a try that asks counts, and so many are made a day. */
    void ordering() throws OrderFault, StoreFault;

    /** Just before a CA is asked to verify a proof, which counts as well, but for an order that was only stopped. */
    void proving() throws OrderFault, StoreFault;

    /** Looks whether records can be seen already. */
    interface Look {
        boolean everywhere(List<TxtRecord> records);
    }

    /**
     * Asks for records, and returns when somebody has said that they are set.
     *
     * @param look or when it sees them
     */
    void awaitReady(List<Question> questions, Instant deadline, Look look)
            throws OrderFault, StoreFault, InterruptedException;

    /** Words for programs that set records themselves ({@code show events dpapi}), behind the name of the certificate. */
    void deploy(String words);
}
