package dev.lintel.tls;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads files of authorities once, however many servers one configuration gives them to. Owned by the compiling thread. */
public final class TrustFiles {
    private record Key(String file, @Nullable String revoked) {}

    private final Map<Key, Authorities> known = new HashMap<>();

    Authorities of(String file, @Nullable String revoked) throws CertificateFault {
        Key key = new Key(file, revoked);
        Authorities authorities = known.get(key);
        if (authorities == null) {
            authorities = Authorities.load(List.of(file), revoked);
            known.put(key, authorities);
        }
        return authorities;
    }
}
