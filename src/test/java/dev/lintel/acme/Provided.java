package dev.lintel.acme;

import java.util.LinkedHashMap;
import java.util.Map;

/** Makes providers for tests: every secret is a variable of a made-up environment, every zone is example.org. */
final class Provided {
    /** What no message may ever contain. */
    static final String SECRET = "s3cr3t/+= value";

    static final String VALUE = "ADw2sEd82DUgXcQ9hNBZThJs7zVJkR5v9JeSbAb9mZY";
    static final TxtRecord RECORD = TxtRecord.of("*.www.example.org", VALUE);

    private Provided() {}

    /** @param settings names and values in turn; {@code SECRET} as a value stands for a variable that holds it */
    static DnsProvider by(String provider, String... settings) throws DnsFault {
        return DnsProviders.make(provider, map(settings), tools());
    }

    static DnsTools tools() {
        return new DnsTools(name -> "example.org", new ManualRecords(), Provided::variable);
    }

    static Settings settings(String owner, String... settings) {
        return new Settings(owner, map(settings), Provided::variable);
    }

    private static String variable(String name) {
        return switch (name) {
            case "SECRET" -> SECRET + "\n";
            case "KEY" -> "prefix.secret";
            default -> null;
        };
    }

    private static Map<String, String> map(String... settings) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return map;
    }
}
