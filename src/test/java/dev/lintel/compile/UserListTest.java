package dev.lintel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.exchange.Exchange;
import dev.lintel.model.UserListSpec;
import dev.lintel.rule.TestExchange;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords plain and hashed; the hashes were made by openssl passwd, perl's crypt and htpasswd from "secret". */
class UserListTest {
    private final Problems problems = new Problems();

    private HashedUserList list(UserListSpec.User... users) {
        return new HashedUserList(
                new UserListSpec(
                        Pos.of("t.cfg", 1),
                        "staff",
                        List.of(users),
                        List.of(new UserListSpec.Group(Pos.of("t.cfg", 9), "admins", List.of("root")))),
                problems);
    }

    private static UserListSpec.User user(String name, String password, boolean insecure, String... groups) {
        return new UserListSpec.User(Pos.of("t.cfg", 2), name, password, insecure, List.of(groups));
    }

    private static Exchange with(String user, String password) {
        String basic = Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        return TestExchange.request("GET / HTTP/1.1\nAuthorization: Basic " + basic);
    }

    @Test
    void plainPasswordsAreAnsweredAtOnce() {
        HashedUserList list = list(user("joe", "secret", true));
        Exchange x = with("joe", "secret");
        assertThat(list.authenticated(x)).isTrue();
        assertThat(list.authenticated(with("joe", "Secret"))).isFalse();
        assertThat(list.authenticated(with("jim", "secret"))).isFalse();
        assertThat(list.authenticated(TestExchange.request("GET / HTTP/1.1"))).isFalse();
        assertThat(x.offLoop).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1",
                "$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA",
                "$1$saltsalt$9xy1btjgzLYfb7hivXtC//",
                "abNANd1rDfiNc",
                "$2y$04$9fcAA/0HbaMClhVt5s.c6OQ.3o8fnDPXp79pcAO30GybFFh6vlcMC",
            })
    void hashesAreComputedOffTheLoopOnce(String hash) {
        HashedUserList list = list(user("joe", hash, false));
        Exchange x = with("joe", "secret");
        assertThat(list.authenticated(x)).isFalse();
        assertThat(x.offLoop).isNotNull();
        x.offLoop.run();
        x.offLoop = null;
        assertThat(list.authenticated(x)).isTrue();
        assertThat(x.offLoop).isNull();

        Exchange guess = with("joe", "guess");
        assertThat(list.authenticated(guess)).isFalse();
        guess.offLoop.run();
        guess.offLoop = null;
        assertThat(list.authenticated(guess)).isFalse();
        assertThat(guess.offLoop).isNull();
    }

    @Test
    void groupsAreOfTheUserOrOfTheGroupLine() {
        HashedUserList list = list(user("root", "r", true), user("joe", "j", true, "staff", "dev"));
        assertThat(list.inGroup(with("root", "r"), "admins")).isTrue();
        assertThat(list.inGroup(with("joe", "j"), "admins")).isFalse();
        assertThat(list.inGroup(with("joe", "j"), "admins dev")).isTrue();
        assertThat(list.inGroup(with("joe", "x"), "dev")).isFalse();
    }

    @Test
    void guessesDoNotGrowWithoutBoundAndDoNotPushOutTheGood() {
        HashedUserList list = list(user("joe", "abNANd1rDfiNc", false));
        List<Boolean> later = new ArrayList<>();
        for (int i = 0; i < 1100; i++) {
            Exchange guess = with("joe", "guess" + i);
            list.authenticated(guess);
            guess.offLoop.run();
        }
        Exchange first = with("joe", "guess0");
        later.add(list.authenticated(first));
        assertThat(first.offLoop).as("forgotten").isNotNull();
        assertThat(later).containsExactly(false);
    }

    @Test
    void hashesThatCannotBeCheckedAreRefused() {
        list(user("joe", "$y$j9T$abc$def", false));
        assertThat(problems.sorted().toString()).contains("this kind of password hash is not supported");
    }
}
