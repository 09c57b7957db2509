package dev.lintel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a mistaken rule is told. HAProxy refuses each of these too. */
class ActionMessagesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', maxCharsPerColumn = 500, textBlock = """
            http-request set-path                            | 'http-request set-path' expects a format, but there is nothing more
            http-request set-path a b                        | 'http-request set-path' expects 'if', 'unless' or the end of the line, not 'b'
            http-request set-header x                        | 'http-request set-header' expects a format for the value behind 'x', but there is nothing more
            http-request add-header "a b" c                  | 'http-request add-header' expects the name of a header field (letters, digits, '-'), not 'a b'
            http-request del-header x -m foo                 | 'http-request del-header' expects the match method 'str', 'beg', 'end', 'sub' or 'reg', not 'foo'
            http-request del-headers-bin bin(00) -m reg      | 'http-request del-headers-bin' expects the match method 'str', 'beg', 'end' or 'sub', not 'reg'
            http-request replace-path (.* x                  | 'http-request replace-path' expects a regular expression, not '(.*' (unclosed group)
            http-request set-var(x) src                      | 'http-request set-var' expects the name of a variable with its scope (proc., sess., txn., req., res.), not 'x'
            http-request set-var src                         | 'http-request set-var' expects the name of a variable in parentheses, such as 'set-var(txn.host)'
            http-request set-var(txn.x,ifgr) src             | 'http-request set-var' expects a condition (ifexists, ifnotexists, ifset, ifnotset, ifempty, ifnotempty, ifgt, iflt), not 'ifgr'; did you mean 'ifgt'?
            http-request capture src                         | 'http-request capture' expects 'len <bytes>' or 'id <slot>' behind the expression
            http-request capture src len 0                   | 'http-request capture' expects a whole number of at least 1, not '0'
            http-request capture src id 3                    | 'http-request capture' expects the number of a slot that 'declare capture' has made, not '3'
            http-response capture src len 5                  | 'http-response capture' expects 'id <slot>' behind the expression
            http-request set-log-level loud                  | 'http-request set-log-level' expects a level (emerg, alert, crit, err, warning, notice, info, debug, silent), not 'loud'
            http-request set-timeout foo 5s                  | 'http-request set-timeout' expects the name of a timeout (client, connect, queue, server, tarpit or tunnel), not 'foo'
            http-request set-timeout client 0                | 'http-request set-timeout' expects a duration above zero, not '0'
            http-request wait-for-body                       | 'http-request wait-for-body' expects 'time <duration> [ at-least <bytes> ]'
            http-request wait-for-body time 1s at-least x    | 'http-request wait-for-body' expects a size such as 16384, 16k or 1m (units k, m, g), not 'x'
            http-request normalize-uri path-strip-dots       | 'http-request normalize-uri' expects the name of a normalizer (fragment-encode, fragment-strip, path-merge-slashes, path-strip-dot, path-strip-dotdot, percent-decode-unreserved, percent-to-uppercase, query-sort-by-name), not 'path-strip-dots'; did you mean 'path-strip-dot'?
            http-request strict-mode maybe                   | 'http-request strict-mode' expects 'on' or 'off', not 'maybe'
            http-request redirect                            | 'http-request redirect' expects 'location <url>', 'prefix <url>' or 'scheme <name>'
            http-request redirect location / code 200        | 'http-request redirect' expects the code 301, 302, 303, 307 or 308, not '200'
            http-request redirect location / foo             | 'http-request redirect' expects 'location', 'prefix', 'scheme', 'code', 'set-cookie', 'set-cookie-fmt', 'clear-cookie', 'drop-query', 'keep-query', 'ignore-empty' or 'append-slash', not 'foo'
            http-response redirect prefix /                  | 'http-response redirect' expects 'location <url>': an answer has no path to go on from
            http-request return status 600                   | 'http-request return' expects a whole number from 200 to 599, not '600'
            http-request return string a                     | 'http-request return' expects 'content-type <type>', for the answer has a body
            http-request return content-type a/b string a string b | 'http-request return': has two bodies, 'string' and 'string'; one of them must go
            http-request return status 201 default-errorfiles | 'http-request return' expects a status that has an error file (200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 414, 421, 422, 425, 429, 431, 500, 501, 502, 503, 504), not 201; for another write 'status 201' with 'string' or 'file'
            http-request deny deny_status 201                | 'http-request deny' expects a status that has an error file (200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 414, 421, 422, 425, 429, 431, 500, 501, 502, 503, 504), not 201; for another write 'status 201' with 'string' or 'file'
            http-request return status 404 errorfiles nope   | 'http-request return' expects the name of an http-errors section, not 'nope'
            http-request return status 200 deny_status 3     | 'http-request return' expects 'if', 'unless' or the end of the line, not 'deny_status'
            http-request allow foo                           | 'http-request allow' expects 'if', 'unless' or the end of the line, not 'foo'
            http-request silent-drop rst-ttl 0               | 'http-request silent-drop' expects a whole number from 1 to 255, not '0'
            http-request do-log profile p                    | 'http-request do-log': cannot use a log profile: log-profile sections come with a later version
            http-request pause x                             | 'http-request pause': unknown sample fetch 'x'
            http-response set-status 99                      | 'http-response set-status' expects a whole number from 100 to 999, not '99'
            http-request set-status 200                      | 'http-request': the action 'set-status' does not exist in request rules
            http-request track-sc0 src                       | 'http-request': the action 'track-sc0' is not part of this version of Lintel: stick tables come with a later version
            """)
    void eachMistakeIsExplained(String rule, String message) {
        assertThat(new FrontendText(rule).messages()).containsExactly("in frontend 'f': " + message);
    }
}
