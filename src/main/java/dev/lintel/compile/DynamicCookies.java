package dev.lintel.compile;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.CookieSpec;
import dev.lintel.model.ServerSpec;
import dev.lintel.rule.XxHash;
import dev.lintel.stream.Address;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code cookie ... dynamic} (manual section 4.2): servers without a cookie of their own get one made of the key and their address. */
final class DynamicCookies {
    private DynamicCookies() {}

    static BackendSpec in(BackendSpec spec, Function<ServerSpec, @Nullable Address> addresses) {
        CookieSpec cookie = spec.cookie();
        if (cookie == null || !cookie.dynamic() || cookie.dynamicKey() == null) {
            return spec;
        }
        List<ServerSpec> servers = new ArrayList<>();
        for (ServerSpec server : spec.servers()) {
            Address address = server.cookie() == null ? addresses.apply(server) : null;
            boolean plain = address == null || address.isUnix();
            servers.add(plain ? server : server.withCookie(value(cookie.dynamicKey(), address)));
        }
        return spec.withServers(servers);
    }

    private static String value(String key, Address address) {
        ByteWriter text = new ByteWriter(64).put(Bytes.of(key)).put(address.ip());
        for (int shift = 24; shift >= 0; shift -= 8) {
            text.put((byte) (address.port() >> shift));
        }
        return HexFormat.of().toHexDigits(XxHash.hash64(text.array(), 0, text.size(), 0));
    }
}
