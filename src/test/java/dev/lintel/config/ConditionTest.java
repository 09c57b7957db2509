package dev.lintel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions of {@code .if} and {@code -cc}; every case was put to {@code haproxy -cc} of 3.4. */
class ConditionTest {
    private static final Environment ENVIRONMENT = Environment.empty();

    static {
        ENVIRONMENT.set("HOME", "/root");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-1",
                "0x10",
                "010",
                "  1  ",
                "!!1",
                "1&&1",
                "(1)",
                "1 || 0 && 0",
                "! 0",
                "!(0 || 0)",
                "streq(a,a)",
                "streq(\"a b\",a b)",
                "streq('x',x)",
                "streq(,)",
                "streq(\"$HOME\",/root)",
                "strneq(a,b)",
                "strstr(abc,b)",
                "strstr(abc,)",
                "defined(HOME)",
                "version_atleast(3.4)",
                "version_atleast(3.4-dev5)",
                "version_before(3.4.1)",
                "version_before(3.5-dev0)",
                "version_atleast(foo)",
                "version_atleast()",
                "enabled(EPOLL)",
                "openssl_version_atleast(3.0.0)",
                "openssl_version_atleast(1.1.1w)",
                "openssl_version_before(3.5.0)",
                "ssllib_name_startswith(Open)",
                "streq(a,a)&&streq(b,b)||0",
                "1 || openssl_version_atleast(x)",
                "9999999999999999999999"
            })
    void isTrue(String condition) throws Condition.Unparsable {
        assertThat(Condition.evaluate(condition, ENVIRONMENT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "!1",
                "1 && 0",
                "streq(a, a)",
                "streq( a,a)",
                "defined(NOPE)",
                "defined",
                "defined()",
                "feature(LUA)",
                "feature(thread)",
                "version_before(3.4-dev5)",
                "version_before(foo)",
                "enabled(FOO)",
                "\"\""
            })
    void isFalse(String condition) throws Condition.Unparsable {
        assertThat(Condition.evaluate(condition, ENVIRONMENT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "1x",
                "08",
                "(1",
                "1 ||",
                "1 1",
                "1 | 1",
                "1 & 1",
                "()",
                "!",
                "|",
                "streq(a)",
                "streq()",
                "streq(a,b,c)",
                "streq(a,a",
                "streq(a,\"a)",
                "streq(\\x,x)",
                "streq(a\\,b,\"a,b\")",
                "foo(1)",
                "0 || foo(1)",
                "1 || foo(1)",
                "feature (SSL)",
                "openssl_version_atleast(x)",
                "awslc_api_atleast(3)",
                "streq(a,a) streq(b,b)"
            })
    void cannotBeRead(String condition) {
        assertThatThrownBy(() -> Condition.evaluate(condition, ENVIRONMENT)).isInstanceOf(Condition.Unparsable.class);
    }
}
