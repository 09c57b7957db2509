package dev.lintel.proxy;

import dev.lintel.balance.CheckStatus;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Method;
import dev.lintel.rule.Action;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.Regex;
import dev.lintel.rule.Sampler;
import dev.lintel.stream.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a health check, compiled from an {@code http-check} line (manual section 4.2) or implied by it. Immutable. */
public sealed interface CheckStep {
    /**
     * Opens a connection, after closing the one before.
     *
     * @param port where to, or null: where the server is checked
     * @param address the same for the address
     * @param proxyProtocol {@code send-proxy}
     * @param asServer the server's line says what this does not, {@code check-ssl} too: {@code default}, or no line at all
     * @param tls {@code ssl}
     * @param name {@code sni}, or null
     * @param alpn the protocols that are offered, or null
     * @param proto {@code h1} or {@code h2}, whatever ALPN says; or null
     * @param linger whether the connection is closed, where checks otherwise reset it
     */
    record Connect(
            @Nullable Sampler port,
            @Nullable Address address,
            boolean proxyProtocol,
            boolean asServer,
            boolean tls,
            @Nullable String name,
            @Nullable List<String> alpn,
            @Nullable String proto,
            boolean linger)
            implements CheckStep {
        public static final Connect IMPLIED = new Connect(null, null, false, true, false, null, null, null, false);
    }

    /** Sends a request; absent parts have their defaults: {@code OPTIONS / HTTP/1.0}. */
    record Send(
            @Nullable Method method,
            @Nullable LogFormat uri,
            @Nullable String version,
            List<Field> fields,
            @Nullable LogFormat body)
            implements CheckStep {
        public static final Send DEFAULT = new Send(null, null, null, List.of(), null);

        /** This request where it says something, else the other: {@code option httpchk} and the first {@code http-check send} are one. */
        public Send over(Send other) {
            return new Send(
                    method != null ? method : other.method,
                    uri != null ? uri : other.uri,
                    version != null ? version : other.version,
                    fields.isEmpty() ? other.fields : fields,
                    body != null ? body : other.body);
        }
    }

    /** A field of the request. */
    record Field(HeaderName name, LogFormat value) {}

    /** Runs an action on the check's own variables. */
    record Act(Action.Step step) implements CheckStep {}

    /**
     * Looks at the answer.
     *
     * @param inverse {@code !}
     * @param minReceived of {@code min-recv}: so many bytes decide even where they do not match; -1: not said
     * @param onSuccess and {@code onError}: further words for the log, or null
     * @param ok what a match means, {@code failed} what none means, {@code timedOut} what silence means; null: the usual
     * @param code the number to log instead of the status, or null
     * @param comment told when it fails, or null
     */
    record Expect(
            Test test,
            boolean inverse,
            int minReceived,
            @Nullable LogFormat onSuccess,
            @Nullable LogFormat onError,
            @Nullable CheckStatus ok,
            @Nullable CheckStatus failed,
            @Nullable CheckStatus timedOut,
            @Nullable Sampler code,
            @Nullable String comment)
            implements CheckStep {
        /** What stands behind a request that nobody asks anything of. */
        public static final Expect DEFAULT = new Expect(
                new Test.Status(List.of(new int[] {200, 399})), false, -1, null, null, null, null, null, null, null);
    }

    /** What is asked of an answer. */
    sealed interface Test {
        /** The status is within one of these ranges. */
        record Status(List<int[]> ranges) implements Test {}

        record StatusMatch(Regex regex) implements Test {}

        /** The body contains this text. */
        record Content(LogFormat text) implements Test {}

        record ContentMatch(Regex regex) implements Test {}

        /** Some field has such a name, and such a value unless {@code value} is null; {@code whole}: values are not split at commas. */
        record Field(Text name, @Nullable Text value, boolean whole) implements Test {}
    }

    /** How a text is compared: {@code -m str|beg|end|sub|reg}. */
    record Text(
            Mode mode, @Nullable LogFormat format, @Nullable Regex regex) {
        public enum Mode {
            STR,
            BEG,
            END,
            SUB,
            REG
        }
    }
}
