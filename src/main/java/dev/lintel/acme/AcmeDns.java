package dev.lintel.acme;

/**
 * A server of acme-dns (github.com/joohoi/acme-dns): it serves TXT records of names that were made for this alone, each with its own
 * account, to which {@code _acme-challenge} is a CNAME. It keeps the last two values of a name, so nothing has to be removed.
 */
final class AcmeDns implements DnsProvider {
    private final Settings settings;
    private final WebApi api;

    /** What registering gave. */
    private record Account(String subdomain, String username, String password) {}

    AcmeDns(Settings settings, DnsTools tools) throws DnsFault {
        this.settings = settings;
        if (!settings.has("accounts")
                && !(settings.has("subdomain") && settings.has("username") && settings.has("password"))) {
            throw settings.fault("expects 'subdomain', 'username' and 'password' of one account,"
                    + " or 'accounts', a JSON file of them by domain; POST /register at the server makes one");
        }
        this.api = new WebApi(
                settings,
                settings.text("endpoint", "https://auth.acme-dns.io"),
                "the username and password that belong to this subdomain, and this host's address among its allowfrom",
                request -> {});
    }

    @Override
    public void present(TxtRecord record) throws DnsFault {
        Account account = account(record);
        if (!record.name().startsWith(account.subdomain() + ".")) {
            throw settings.fault("_acme-challenge." + record.domain() + " leads to " + record.name()
                    + ", not to this account; it has to be a CNAME of " + account.subdomain()
                    + ".<the server's domain>");
        }
        WebApi.Answer answer = api.with("X-Api-User", account.username())
                .with("X-Api-Key", account.password())
                .post("/update", Json.object("subdomain", account.subdomain(), "txt", record.value()));
        if (!answer.json().at("txt").text().equals(record.value())) {
            throw answer.failed("the value was not taken");
        }
    }

    @Override
    public void cleanup(TxtRecord record) {
        // The next two values push it out; there is no call to remove one.
    }

    private Account account(TxtRecord record) throws DnsFault {
        if (!settings.has("accounts")) {
            return new Account(
                    settings.text("subdomain", ""), settings.secret("username"), settings.secret("password"));
        }
        String path = settings.text("accounts", "");
        try {
            Json account = Json.read(settings.file("accounts", path)).at(record.domain());
            if (!account.isObject()) {
                throw settings.fault(path + " has no account for " + record.domain());
            }
            String password = account.at("password").text();
            settings.hides(password);
            return new Account(
                    account.at("subdomain").text(), account.at("username").text(), password);
        } catch (Json.Malformed e) {
            throw settings.fault(
                    "'accounts' expects JSON as acme-dns clients keep it ({\"example.org\": {\"subdomain\": ..,"
                            + " \"username\": .., \"password\": ..}}); " + path + " is not that");
        }
    }
}
