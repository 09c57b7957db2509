package dev.lintel.rule;

import dev.lintel.exchange.Exchange;

/** A compiled {@code userlist} (manual section 12.1): users, their groups, and passwords plain or as crypt(3) hashes. */
public interface UserList {
    String name();

    /**
     * Whether the credentials of the request's Authorization header are good. A hash that was not computed before is costly: then {@code
     * Exchange.offLoop} is set to the work, the answer is false, and the rule is looked at again when it is done.
     */
    boolean authenticated(Exchange x);

    /** Whether the authenticated user is in one of these groups; the groups' names separated by blanks are in the pattern. */
    boolean inGroup(Exchange x, String group);
}
