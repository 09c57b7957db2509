package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BOOL;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.REQUEST;

import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.RequestHead;
import java.util.List;

/** Fetches of who the client says it is (manual section 7.3.6, {@code http_auth} and the like). */
final class AuthFetches {
    private static final Args.Spec LIST = Args.Spec.of(Args.Kind.USERLIST, "userlist");
    private static final byte[] BEARER = Bytes.of("Bearer");
    private static final byte[] BASIC = Bytes.of("Basic");

    static final List<Fetch> ROWS = List.of(
            fetch("http_auth", LIST, BOOL, REQUEST, AuthFetches::good),
            fetch("http_auth_group", LIST, STR, REQUEST, AuthFetches::goodUser),
            fetch("http_auth_user", NONE, STR, REQUEST, a -> (x, out) -> part(x.request, true, out)),
            fetch("http_auth_pass", NONE, STR, REQUEST, a -> (x, out) -> part(x.request, false, out)),
            fetch("http_auth_type", NONE, STR, REQUEST, a -> (x, out) -> type(x.request, out)),
            fetch("http_auth_bearer", Args.Spec.maybe(Args.Kind.STR, "header"), STR, REQUEST, AuthFetches::bearer));

    private AuthFetches() {}

    private static Sampler good(Args a) {
        UserList list = a.as(0, UserList.class);
        return (x, out) -> Credentials.basic(x.request) != null && out.bool(list.authenticated(x));
    }

    private static Sampler goodUser(Args a) {
        UserList list = a.as(0, UserList.class);
        return (x, out) -> Credentials.basic(x.request) != null && list.authenticated(x) && part(x.request, true, out);
    }

    private static boolean part(RequestHead head, boolean user, Sample out) {
        Credentials credentials = Credentials.basic(head);
        return credentials != null && out.str(user ? credentials.user() : credentials.password());
    }

    private static boolean type(RequestHead head, Sample out) {
        if (Credentials.basic(head) != null) {
            return out.str(BASIC);
        }
        return Credentials.token(head, HeaderName.AUTHORIZATION, out) && out.str(BEARER);
    }

    private static Sampler bearer(Args a) {
        String text = a.str(0, "authorization");
        HeaderName name = HeaderName.of(text.isEmpty() ? "authorization" : text);
        if (name == null) {
            throw a.mistake("expects the name of a header field, not '" + text + "'");
        }
        return (x, out) -> Credentials.token(x.request, name, out);
    }
}
