package dev.lintel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Pos;
import dev.lintel.exchange.Exchange;
import dev.lintel.rule.Condition;
import dev.lintel.rule.Phase;
import dev.lintel.rule.TestExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions and ACLs: what holds for {@code GET /img/a.png} of {@code WWW.example.org}, and what is said of wrong ones. */
class ConditionTest {
    private static final String[] ACLS = {
        "acl img path_beg /img /pics",
        "acl www hdr(host) -i www.example.org",
        "acl two path /two",
        "acl two path_end .png",
        "acl three hdr(x-list) b",
        "acl other path /other",
        "acl both acl(img,!other)",
    };

    private final Exchange x =
            TestExchange.request("GET /img/a.png HTTP/1.1\nHost: WWW.example.org\nX-List: a, b\nX-List: c\nX-N: 12");

    private final Text text = new Text(ACLS);

    private String ask(String condition) {
        Condition compiled = text.section()
                .condition("deny", Text.words(condition, Pos.of("t.cfg", 99)), Phase.HTTP_REQUEST, Pos.of("t.cfg", 99));
        return compiled == null ? text.found().strip() : String.valueOf(compiled.holds(x));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "if img~true",
                "unless img~false",
                "if !img~false",
                "if !!img~true",
                "if ! img~false",
                "if img www~true",
                "if img other~false",
                "if other or img~true",
                "if other OR img~true",
                "if other img or other www~false",
                "if other \"||\" www~true",
                "if two~true",
                "if three~true",
                "if { hdr(x-list) c } { hdr(x-list) a }~true",
                "if { hdr(x-list) d }~false",
                "if { hdr_cnt(x-list) 3 }~true",
                "if { hdr_val(x-n) gt 11 lt 5 }~true",
                "if { hdr_val(x-n) ge 13 }~false",
                "if { hdr_val(x-n) 10:12 }~true",
                "if { hdr_val(x-n) 1 2 12 }~true",
                "if { path -m beg /img }~true",
                "if { path_dir img }~true",
                "if { path_sub g/a }~true",
                "if { path_reg ^/i.*png$ }~true",
                "if { path_reg -i ^/I.*PNG$ }~true",
                "if { path_reg ^/I.*PNG$ }~false",
                "if { path_len 10 }~true",
                "if { path,lower -m str /IMG/A.PNG }~false",
                "if { path,upper -m str /IMG/A.PNG }~true",
                "if { hdr(host) www.example.org -i WWW.EXAMPLE.ORG }~false",
                "if { hdr(host) -i -- -x www.example.org }~true",
                "if { hdr(nope) -m found }~false",
                "if { hdr(host) -m found }~true",
                "if { hdr(nope) -m len 0 }~false",
                "if { src 127.0.0.0/8 }~true",
                "if { src 10.0.0.0/8 ::1 }~false",
                "if LOCALHOST METH_GET HTTP_1.1 !HTTP_CONTENT HTTP_URL_SLASH TRUE !FALSE~true",
                "if METH_POST~false",
                "if { method GET }~true",
                "if { method HEAD POST }~false",
                "if both~true",
                "if { always_true }~true",
                "if { int(3) -m bool }~true",
                "if { int(3) }~false",
                "if { str(on) -m bool }~false",
                "if { path -f virt@none }~false",
            })
    void holdsLikeHaproxys(String condition, String expected) {
        assertThat(ask(condition)).isEqualTo(expected);
        assertThat(text.found()).isEqualTo(condition.equals("if { int(3) }") ? text.found() : "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "when img~'deny' expects 'if', 'unless' or the end of the line, not 'when'",
                "if imgs~'deny': no ACL is named 'imgs' here; did you mean 'img'?",
                "if { img~'deny': the brace '{' is never closed; '}' must stand alone between blanks",
                "if { path_bag /x }~'deny': unknown sample fetch 'path_bag'",
                "if { path -x /y }~'deny': '-x' is no flag of an ACL (-i, -n, -u, -M, -m, -f); put '--' before patterns that begin with '-'",
                "if { path -m beg -m end x }~'deny': only one '-m' is possible; 'beg' is chosen already",
                "if { path -m bag x }~'deny': unknown match method 'bag'; did you mean 'beg'?",
                "if { src -m sub x }~true",
                "if { hdr_val(a) gt x }~'deny': 'x' is neither a number nor an operator (eq, ge, gt, le, lt)",
                "if { path,length -m ip 1.2.3.4 }~true",
                "if { path -f /does/not/exist }~the file '/does/not/exist' does not exist",
                "if { var(txn.a) x }~'deny': say how to compare 'var(txn.a)': with '-m', as in '-m str', because its values are of type any",
            })
    void mistakesAreNamed(String condition, String expected) {
        String answer = ask(condition);
        if (expected.equals("true")) {
            assertThat(text.found()).isEmpty();
        } else {
            String where = expected.startsWith("the file") ? "t.cfg:99: " : "t.cfg:99: in frontend 'f': ";
            assertThat(answer).startsWith(where + expected);
        }
    }

    @Test
    void whatCanNeverMatchIsWarnedOf() {
        assertThat(ask("if { res.hdr(x) a }")).isEqualTo("false");
        assertThat(text.found().strip())
                .isEqualTo(
                        "t.cfg:99: warning: in frontend 'f': 'deny': this test never matches, because 'res.hdr' needs the"
                                + " response, which is not there in request rules");
    }

    @Test
    void aTestWithoutPatternsIsWarnedOf() {
        ask("if { path }");
        assertThat(text.found()).contains("no pattern to compare with");
        assertThat(ask("if { path -- }")).isNotNull();
        assertThat(text.problems.count(dev.lintel.base.Severity.WARNING)).isEqualTo(1);
    }

    @Test
    void anAclIsKnownOnlyBehindItsLine() {
        Text late = new Text("http-request allow if x", "acl x path /");
        late.rules();
        assertThat(late.found().strip())
                .isEqualTo(
                        "t.cfg:1: in frontend 'f': 'http-request allow': the ACL 'x' is declared only behind its use, at t.cfg:2");
    }

    @Test
    void anAclThatIsWrongIsBlamedOnce() {
        Text wrong = new Text("acl x pth /", "http-request allow if x", "http-request allow if !x");
        wrong.rules();
        assertThat(wrong.found().strip())
                .isEqualTo("t.cfg:1: in frontend 'f': 'acl x': unknown sample fetch 'pth'; did you mean 'path'?");
    }
}
