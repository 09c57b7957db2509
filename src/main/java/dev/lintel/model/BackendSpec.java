package dev.lintel.model;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import java.util.List;

/**
 * A backend: who serves.
 *
 * @param retries how often a connection is tried again
 * @param redispatchInterval of {@code option redispatch <n>}: 0 off, -1 on the last retry, n every n-th, negative counts from the end
 * @param retryOn events of {@code retry-on}; empty: {@code conn-failure}
 * @param fullconn 0: computed
 * @param httpCheck {@code http-check} rules in order, behind {@code option httpchk}
 */
public record BackendSpec(
        ProxySpec proxy,
        List<ServerSpec> servers,
        BalanceSpec balance,
        CookieSpec cookie,
        HttpReuse httpReuse,
        int retries,
        int redispatchInterval,
        List<String> retryOn,
        int fullconn,
        CheckSpec check,
        List<CheckRuleSpec> httpCheck,
        AddressSpec source,
        String httpSendNameHeader) {
    /** The same backend with other server lines. */
    public BackendSpec withServers(List<ServerSpec> others) {
        return new BackendSpec(
                proxy,
                others,
                balance,
                cookie,
                httpReuse,
                retries,
                redispatchInterval,
                retryOn,
                fullconn,
                check,
                httpCheck,
                source,
                httpSendNameHeader);
    }

    public Pos pos() {
        return proxy.pos();
    }

    public String name() {
        return proxy.name();
    }

    public enum HttpReuse {
        NEVER,
        SAFE,
        AGGRESSIVE,
        ALWAYS
    }

    /** {@code balance}: the algorithm, its arguments ({@code hdr(name)}: name is in the arguments), and {@code hash-type}. */
    public record BalanceSpec(Pos pos, String algorithm, List<Word> arguments, HashType hashType) {}

    /** {@code hash-type <method> <function> <modifier>} (manual section 4.2). */
    public record HashType(boolean consistent, String function, boolean avalanche, int balanceFactor) {
        public static final HashType DEFAULT = new HashType(false, "sdbm", false, 0);
    }

    /** What a check does: a tcp connection, or HTTP ({@code option httpchk}). */
    public record CheckSpec(Pos pos, Kind kind, String method, String uri, String version) {
        public enum Kind {
            TCP,
            HTTP
        }
    }

    /** An {@code http-check} line: {@code send}, {@code expect}, {@code connect}, ... and its words. */
    public record CheckRuleSpec(Pos pos, String keyword, List<Word> words) {}
}
