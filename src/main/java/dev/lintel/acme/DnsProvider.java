package dev.lintel.acme;

/**
 * Who can set a TXT record for dns-01 (RFC 8555 section 8.4). Blocking, safe for several threads, and without memory of its own: what one
 * run of the program presented another can clean up.
 */
public interface DnsProvider {
    /** Adds the value to what the name has already, and returns when the provider has taken it; it need not be visible yet. */
    void present(TxtRecord record) throws DnsFault;

    /** Takes away this value and no other: a wildcard and its apex are proved by two values of one name. Absent is well. */
    void cleanup(TxtRecord record) throws DnsFault;

    /** Whether a name can hold only one value: then two proofs of one name have to follow each other. */
    default boolean holdsOneValue() {
        return false;
    }

    /** Whether a human sets the record: then the order waits until it is told that the record is there. */
    default boolean byHand() {
        return false;
    }
}
