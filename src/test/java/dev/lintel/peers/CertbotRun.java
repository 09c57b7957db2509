package dev.lintel.peers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** certbot against a {@link PebbleCa}, with all its folders in a temporary one. Used by one thread. */
public final class CertbotRun {
    private final Path folder;
    private final URI directory;
    private final Path trust;

    public CertbotRun(Path folder, PebbleCa ca) throws IOException {
        this(folder, ca.directory(), ca.trust());
    }

    /** @param trust who vouches for the directory's page */
    public CertbotRun(Path folder, URI directory, Path trust) throws IOException {
        this.folder = Files.createDirectories(folder.resolve("letsencrypt"));
        this.directory = directory;
        this.trust = trust;
    }

    /** certbot opens the authority's http-01 port by itself. Returns {@link #live} of the first name. */
    public Path standalone(int httpPort, String... names) throws IOException, InterruptedException {
        return certonly(
                List.of("--standalone", "--http-01-address", "127.0.0.1", "--http-01-port", "" + httpPort), names);
    }

    /** The TXT records come from a script, as the origin's author typed them; it finds them in {@code CERTBOT_VALIDATION}. */
    public Path manualDns(Path authHook, String... names) throws IOException, InterruptedException {
        return certonly(
                List.of("--manual", "--preferred-challenges", "dns", "--manual-auth-hook", authHook.toString()), names);
    }

    /** As {@link #manualDns}, with the records written to a BIND by nsupdate. */
    public Path manualDns(BindServer bind, String... names) throws IOException, InterruptedException {
        Path hook = folder.resolve("hook.sh");
        Files.writeString(hook, """
                #!/bin/sh
                printf 'server %s %d\\nupdate add _acme-challenge.%%s. 5 TXT "%%s"\\nsend\\n' "$CERTBOT_DOMAIN" "$CERTBOT_VALIDATION" |
                    %s -y hmac-sha256:%s:%s
                """.formatted(
                        bind.host(), bind.port(), Programs.find("nsupdate"), BindServer.KEY_NAME, BindServer.KEY));
        if (!hook.toFile().setExecutable(true)) throw new IOException("cannot make " + hook + " executable");
        return manualDns(hook, names);
    }

    private Path certonly(List<String> how, String... names) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("certonly"));
        arguments.addAll(how);
        for (String name : names) arguments.addAll(List.of("-d", name));
        run(arguments);
        return live(names[0]);
    }

    /** Renews all of its certificates now, in the way in which they were obtained. */
    public void renew() throws IOException, InterruptedException {
        run(List.of("renew", "--force-renewal"));
    }

    /** The folder with {@code fullchain.pem} and {@code privkey.pem}: links that a renewal points elsewhere. */
    public Path live(String name) {
        return folder.resolve("config/live").resolve(name);
    }

    private void run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Programs.find("certbot")));
        command.addAll(arguments);
        command.addAll(List.of("--server", directory.toString(), "--non-interactive", "--agree-tos"));
        command.addAll(List.of("--register-unsafely-without-email", "--no-random-sleep-on-renew"));
        for (String part : List.of("config", "work", "logs"))
            command.addAll(List.of("--" + part + "-dir", folder.resolve(part).toString()));
        Map<String, String> environment = Map.of("REQUESTS_CA_BUNDLE", trust.toString());
        Programs.start(folder, environment, command).outcome().succeeded();
    }
}
