package dev.lintel.acme;

import static dev.lintel.acme.Provided.SECRET;
import static dev.lintel.acme.Provided.VALUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every web API may answer instead of success: the message says what to do, and never holds a secret, even where the answer does. */
class ProviderRefusalsTest {
    private final ContractServer server = new ContractServer();

    @AfterEach
    void close() {
        server.close();
    }

    private record Refusal(int status, String body, String teaches) {}

    /** Each quotes the secret, as careless services do. */
    private static final List<Refusal> REFUSALS = List.of(
            new Refusal(
                    400,
                    "{\"message\":\"bad request of " + SECRET + "\"}",
                    "answered 400 (bad request of ***); the request was refused"),
            new Refusal(
                    401,
                    "{\"error\":{\"message\":\"unknown key " + SECRET + "\"}}",
                    "(unknown key ***); it does not know this key"),
            new Refusal(
                    403, "[{\"code\":\"X\",\"message\":\"no " + SECRET + "\"}]", "this key may not do that: it needs "),
            new Refusal(
                    404,
                    "{\"detail\":\"" + SECRET + " not found\"}",
                    "answered 404 (*** not found); it does not know this"),
            new Refusal(
                    429,
                    "{\"errors\":[{\"message\":\"slow down\"}]}",
                    "(slow down); it has been asked too often; again in 77 s"),
            new Refusal(
                    500,
                    "<html><body>" + SECRET + "</body></html>",
                    "the service itself is in trouble; the next try is later"),
            new Refusal(503, SECRET, "answered 503 (***); the service itself is in trouble"),
            new Refusal(302, "", "it is somewhere else: set 'endpoint'"));

    private static final List<String[]> PROVIDERS = List.of(
            new String[] {"cloudflare", "token", "env:SECRET"},
            new String[] {"cloudflare", "token", "env:SECRET", "zone-id", "z"},
            new String[] {"duckdns", "token", "env:SECRET"},
            new String[] {"desec", "token", "env:SECRET"},
            new String[] {"hetzner", "token", "env:SECRET"},
            new String[] {"acme-dns", "subdomain", "lab", "username", "env:SECRET", "password", "env:SECRET"},
            new String[] {"route53", "access-key", "env:KEY", "secret-key", "env:SECRET"},
            new String[] {"digitalocean", "token", "env:SECRET"},
            new String[] {
                "ovh", "application-key", "env:SECRET", "application-secret", "env:SECRET", "consumer-key", "env:SECRET"
            },
            new String[] {"gandi", "token", "env:SECRET"},
            new String[] {"porkbun", "key", "env:SECRET", "secret", "env:SECRET"},
            new String[] {"ionos", "key", "env:SECRET"},
            new String[] {"webhook", "token", "env:SECRET"});

    static Stream<Arguments> refusals() {
        return PROVIDERS.stream().flatMap(p -> REFUSALS.stream().map(r -> Arguments.of(p, r)));
    }

    static Stream<Arguments> providers() {
        return PROVIDERS.stream().map(p -> Arguments.of((Object) p));
    }

    /** Those that read what a success says; a webhook may say anything. */
    static Stream<Arguments> readers() {
        return PROVIDERS.stream().filter(p -> !p[0].equals("webhook")).map(p -> Arguments.of((Object) p));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusalTeachesAndTellsNoSecret(String[] provider, Refusal refusal) throws Exception {
        server.answersAll(refusal.status(), refusal.body(), "Retry-After", "77");
        String message = failure(provider).getMessage();
        assertThat(message).startsWith(provider[0] + ": ").contains(refusal.teaches());
        assertClean(message);
    }

    @ParameterizedTest
    @MethodSource("readers")
    void garbageIsSaidToBeGarbage(String[] provider) throws Exception {
        server.answersAll(200, "\u0000\u0001<<garbage>> " + SECRET);
        String message = failure(provider).getMessage();
        assertThat(message).startsWith(provider[0] + ": ");
        assertClean(message);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anAnswerWithoutAnEndIsCutOff(String[] provider) throws Exception {
        server.answersAll(200, "[" + "1,".repeat(WebApi.MAX_ANSWER_BYTES));
        assertThat(failure(provider)).hasMessageContaining("its answer is longer than 1 MB");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void nobodyListensThere(String[] provider) throws Exception {
        server.close();
        assertThat(failure(provider)).hasMessageContaining("no connection to 127.0.0.1:");
    }

    @Test
    void retryAfterIsHandedOn() throws Exception {
        server.answersAll(429, "", "Retry-After", "77");
        assertThat(failure(PROVIDERS.getFirst()).retryAfter()).isEqualTo(Duration.ofSeconds(77));
        server.answersAll(429, "", "Retry-After", "31536000");
        assertThat(failure(PROVIDERS.getFirst()).retryAfter()).isEqualTo(Duration.ofHours(1));
    }

    private DnsFault failure(String[] provider) throws DnsFault {
        List<String> settings = new ArrayList<>(List.of(provider).subList(1, provider.length));
        settings.addAll(List.of("endpoint", server.url()));
        DnsProvider made = Provided.by(provider[0], settings.toArray(String[]::new));
        TxtRecord record = TxtRecord.of("lab.duckdns.org", VALUE).at("lab.duckdns.org");
        TxtRecord asked = provider[0].equals("duckdns") || provider[0].equals("acme-dns") ? record : Provided.RECORD;
        DnsFault fault = catchThrowableOfType(DnsFault.class, () -> made.present(asked));
        assertThat(fault).as("it has to fail").isNotNull();
        return fault;
    }

    private static void assertClean(String message) {
        assertThat(message)
                .doesNotContain(SECRET)
                .doesNotContain("s3cr3t")
                .doesNotContain(URLEncoder.encode(SECRET, StandardCharsets.UTF_8))
                .doesNotContain("Exception")
                .doesNotContain("java.")
                .doesNotContain("\n");
    }
}
