package dev.lintel.acme;

import dev.lintel.model.AcmeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;

/** Finds the account of a section at a CA by its key, and opens one where there is none (RFC 8555 section 7.3). Any thread. */
final class Accounts {
    static final String STEP = "account";

    private final Store store;

    Accounts(Store store) {
        this.store = store;
    }

    /** Asks for the account of the key first: whoever lost everything but the key gets the old one. */
    Login login(Authority authority, AcmeSpec section, String directory) throws OrderFault, StoreFault {
        KeyPair key = key(section, directory);
        try {
            return new AccountBuilder().useKeyPair(key).onlyExisting().createLogin(authority.session());
        } catch (AcmeServerException e) {
            if (!Authority.is(e, "accountDoesNotExist")) {
                throw authority.fault(STEP, e);
            }
        } catch (AcmeException | RuntimeException e) {
            throw authority.fault(STEP, e);
        }
        return open(authority, section, key);
    }

    private Login open(Authority authority, AcmeSpec section, KeyPair key) throws OrderFault {
        AccountBuilder builder = new AccountBuilder().useKeyPair(key).agreeToTermsOfService();
        try {
            if (section.contact() != null) {
                builder.addEmail(section.contact());
            }
            if (section.eabKeyId() != null) {
                bind(builder, section);
            } else if (authority.session().getMetadata().isExternalAccountRequired()) {
                throw new OrderFault(STEP + ": " + authority.host()
                        + " opens accounts for its customers only; 'eab-key-id' and 'eab-mac-key' name the files with"
                        + " the key that it gave you");
            }
            return builder.createLogin(authority.session());
        } catch (AcmeException | RuntimeException e) {
            throw authority.fault(STEP, e);
        }
    }

    private static void bind(AccountBuilder builder, AcmeSpec section) throws OrderFault {
        String id = line("eab-key-id", section.eabKeyId());
        String mac = line("eab-mac-key", section.eabMacKey());
        try {
            builder.withKeyIdentifier(id, mac);
            if (section.eabMacAlg() != null) {
                builder.withMacAlgorithm(section.eabMacAlg());
            }
        } catch (RuntimeException e) {
            throw new OrderFault(
                    "'eab-mac-key': " + section.eabMacKey() + " does not hold a key in base64url as CAs give them out");
        }
    }

    private static String line(String keyword, @Nullable String file) throws OrderFault {
        if (file == null) {
            throw new OrderFault("'" + keyword + "' is missing: external account binding takes a key and its name");
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new OrderFault("'" + keyword + "': " + file + " cannot be read");
        }
    }

    /** The account's key, made at its first use. */
    synchronized KeyPair key(AcmeSpec section, String directory) throws OrderFault, StoreFault {
        Path file = section.accountKey() != null
                ? Path.of(section.accountKey())
                : store.account(directory, section.name()).resolve("account.key");
        try {
            if (Files.exists(file)) {
                return KeyPairs.read(Files.readString(file));
            }
            KeyPair made = KeyPairs.make(Ordered.of(section, java.util.List.of(), java.util.List.of())
                    .keyType());
            Path folder = file.toAbsolutePath().getParent();
            Durable.folder(folder);
            Durable.write(file, KeyPairs.ascii(KeyPairs.write(made.getPrivate())));
            return made;
        } catch (OrderFault e) {
            throw new OrderFault("the account's key " + file + ": " + e.getMessage());
        } catch (IOException e) {
            if (section.accountKey() != null) {
                throw new OrderFault("'account-key': " + file + " can be neither read nor written");
            }
            throw store.fault("cannot keep the account's key", e);
        }
    }
}
