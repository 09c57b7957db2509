package dev.lintel.rule;

import dev.lintel.base.Table;

/** Every sample fetch (manual section 7.3): the row files together. */
public final class Fetches {
    public static final Table<Fetch> TABLE = Table.concat(
            Fetch::name,
            ConstantFetches.ROWS,
            StateFetches.ROWS,
            ServiceFetches.ROWS,
            ConnectionFetches.ROWS,
            TimeFetches.ROWS,
            HttpFetches.ROWS,
            UrlFetches.ROWS,
            HeaderFetches.ROWS,
            CookieFetches.ROWS,
            AuthFetches.ROWS,
            BodyFetches.ROWS,
            PayloadFetches.ROWS,
            ClientHelloFetches.ROWS,
            TlsFetches.ROWS,
            CertificateFetches.ROWS,
            HelloFetches.ROWS);

    private Fetches() {}
}
