package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.model.AcmeSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An {@code acme} section while its lines are read (HAProxy manual, section 12.8). Owned by the thread that reads. */
final class AcmeDraft {
    final Pos pos;
    final String name;
    final List<String> directories = new ArrayList<>();
    /** There is a line for it, right or wrong. */
    boolean hasDirectory;

    String contact;
    String accountKey;
    String challenge;
    Pos challengePos;
    String keyType = "ECDSA";
    int bits = 2048;
    String curve = "P-384";
    String map;
    Pos mapPos;
    boolean reuseKey;
    String vars;
    String providerName;
    List<String> challengeReady;
    Duration dnsDelay = Duration.ofSeconds(30);
    Duration dnsTimeout = Duration.ofSeconds(600);
    String profile;
    String eabKeyId;
    String eabMacKey;
    String eabMacAlg = "HS256";
    String provider;
    final Map<String, String> providerSettings = new LinkedHashMap<>();
    String caFile;
    final List<List<String>> notices = new ArrayList<>();
    final Map<String, String> options = new LinkedHashMap<>();

    AcmeDraft(Pos pos, String name) {
        this.pos = pos;
        this.name = name;
    }

    AcmeSpec spec(GlobalTlsDraft global) {
        return new AcmeSpec(
                pos,
                name,
                List.copyOf(directories),
                contact,
                CertificateDraft.under(global.crtBase, accountKey),
                challenge,
                keyType,
                bits,
                curve,
                map,
                reuseKey,
                vars,
                providerName,
                ready(),
                dnsDelay,
                dnsTimeout,
                profile,
                eabKeyId,
                eabMacKey,
                eabMacAlg,
                provider,
                Map.copyOf(providerSettings),
                CertificateDraft.under(global.caBase, caFile),
                List.copyOf(notices),
                Map.copyOf(options));
    }

    /** Who sets the record here also looks whether it is there; who leaves it to others, or to a person, asks and waits for their word. */
    private List<String> ready() {
        if (challengeReady != null) {
            return challengeReady;
        }
        boolean others = provider == null || provider.equals("manual");
        if (challenge == null || !challenge.startsWith("dns-")) {
            return others ? List.of() : List.of("dns");
        }
        if (challenge.equals("dns-persist-01")) {
            return List.of("delay", "dns");
        }
        return others ? List.of("cli") : List.of("dns");
    }
}
