package dev.lintel.compile;

import dev.lintel.base.Table;
import java.util.ArrayList;
import java.util.List;

/** Names that only ACLs know: a fetch with a match method (manual section 7.3, "ACL derivatives"; {@code haproxy -dKacl}). */
final class AclKeywords {
    /** @param method the match method that {@code -m} would name */
    record AclKeyword(String name, String fetch, String method) {}

    static final Table<AclKeyword> TABLE = Table.concat(
            AclKeyword::name,
            family("base", "base"),
            family("cook", "req.cook"),
            family("hdr", "req.hdr"),
            family("path", "path"),
            family("scook", "res.cook"),
            family("shdr", "res.hdr"),
            family("url", "url"),
            family("urlp", "urlp"),
            List.of(
                    new AclKeyword("http_auth_group", "http_auth_group", "auth"),
                    new AclKeyword("method", "method", "meth"),
                    new AclKeyword("payload", "req.payload", "bin"),
                    new AclKeyword("payload_lv", "req.payload_lv", "bin"),
                    new AclKeyword("req.ssl_ver", "req.ssl_ver", "dotted"),
                    new AclKeyword("req_rdp_cookie", "req.rdp_cookie", "str"),
                    new AclKeyword("req_rdp_cookie_cnt", "req.rdp_cookie_cnt", "int"),
                    new AclKeyword("req_ssl_sni", "req.ssl_sni", "str"),
                    new AclKeyword("req_ssl_ver", "req.ssl_ver", "dotted"),
                    new AclKeyword("req_ver", "req.ver", "str"),
                    new AclKeyword("resp_ver", "res.ver", "str"),
                    new AclKeyword("ssl_fc_sni_end", "ssl_fc_sni", "end"),
                    new AclKeyword("ssl_fc_sni_reg", "ssl_fc_sni", "reg")));

    private AclKeywords() {}

    /** {@code path}, {@code path_beg}, ... {@code path_sub}. */
    private static List<AclKeyword> family(String name, String fetch) {
        List<AclKeyword> rows = new ArrayList<>();
        rows.add(new AclKeyword(name, fetch, "str"));
        for (String method : List.of("beg", "dir", "dom", "end", "len", "reg", "sub")) {
            rows.add(new AclKeyword(name + "_" + method, fetch, method));
        }
        return rows;
    }
}
