package dev.lintel.admin;

import dev.lintel.tls.BindTls;
import dev.lintel.tls.CertStore;
import dev.lintel.tls.Certificate;
import dev.lintel.tls.CertificateFault;
import dev.lintel.tls.LiveCertificate;
import dev.lintel.tls.OcspAnswer;
import dev.lintel.tls.Pem;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes of certificates by operators: one transaction at a time for the whole process, prepared by {@code set ssl cert}, put into force
 * by {@code commit} or dropped by {@code abort}; and the stores that {@code new ssl cert} made. The words are HAProxy's (management manual,
 * section 9.3). Any thread, one after the other.
 */
public final class CertificateChanges {
    /** An answer, and whether it tells of success. */
    record Outcome(boolean done, String said) {}

    /** A transaction: what {@code set} has given so far; the rest stays as it is. */
    private static final class Pending {
        private final String name;
        private @Nullable List<X509Certificate> chain;
        private @Nullable String key;
        private @Nullable List<X509Certificate> issuer;
        private @Nullable OcspAnswer ocsp;

        Pending(String name) {
            this.name = name;
        }
    }

    private static final List<String> FILES = List.of(".key", ".issuer", ".ocsp", ".sctl");

    private final CertStore store;
    /** Stores that no bind uses; null while empty. */
    private final Map<String, @Nullable Certificate> unused = new TreeMap<>();

    private @Nullable Pending pending;

    public CertificateChanges(CertStore store) {
        this.store = store;
    }

    CertStore store() {
        return store;
    }

    /** The name that a transaction is about, or null. */
    synchronized @Nullable String transaction() {
        return pending == null ? null : pending.name;
    }

    /** What the transaction would put into force, as far as it can be told: its leaf and chain. */
    synchronized @Nullable List<X509Certificate> pendingChain() {
        if (pending == null || pending.chain != null) {
            return pending == null ? null : pending.chain;
        }
        Certificate now = current(pending.name);
        return now == null ? null : now.chain();
    }

    /** Stores that no bind uses, by name; null while empty. */
    synchronized Map<String, @Nullable Certificate> unused() {
        Map<String, @Nullable Certificate> all = new TreeMap<>(unused);
        store.all().forEach(live -> all.remove(live.name()));
        return all;
    }

    synchronized boolean knows(String name) {
        return store.find(name) != null || unused.containsKey(name);
    }

    /** What a name stands for now; null: nothing, or nothing yet. */
    synchronized @Nullable Certificate current(String name) {
        LiveCertificate live = store.find(name);
        return live == null ? unused.get(name) : live.current();
    }

    synchronized Outcome create(String name) {
        if (knows(name)) {
            return new Outcome(false, "Certificate '" + name + "' already exists!");
        }
        unused.put(name, null);
        return new Outcome(true, "New empty certificate store '" + name + "'!");
    }

    synchronized Outcome delete(String name) {
        LiveCertificate live = store.find(name);
        if (live != null && uses(live) > 0) {
            return new Outcome(
                    false, "Can't remove the certificate: certificate '" + name + "' in use, can't be deleted!");
        }
        if (live == null && !unused.containsKey(name)) {
            return new Outcome(false, "Can't remove the certificate: certificate '" + name + "' doesn't exist!");
        }
        unused.remove(name);
        if (live != null) {
            store.forget(live);
        }
        if (pending != null && pending.name.equals(name)) {
            pending = null;
        }
        return new Outcome(true, "Certificate '" + name + "' deleted!");
    }

    /** @param file the name of a certificate, or of a file beside it such as {@code x.pem.key} */
    synchronized Outcome set(String file, String payload) {
        String extension = "";
        String name = file;
        for (String each : FILES) {
            if (!knows(file) && file.endsWith(each)) {
                extension = each;
                name = file.substring(0, file.length() - each.length());
            }
        }
        String problem = settable(name);
        if (problem == null) {
            boolean fresh = pending == null;
            Pending next = fresh ? new Pending(name) : pending;
            problem = read(next, file, extension, payload);
            if (problem == null) {
                pending = next;
                return new Outcome(
                        true, "Transaction " + (fresh ? "created" : "updated") + " for certificate " + name + "!");
            }
        }
        return new Outcome(false, problem + "\nCan't update " + file + "!");
    }

    private @Nullable String settable(String name) {
        if (pending != null && !pending.name.equals(name)) {
            return "The ongoing transaction is about '" + pending.name + "' but you are trying to set '" + name + "'";
        }
        return knows(name) ? null : "Can't replace a certificate which is not referenced by the configuration!";
    }

    /** Takes a payload into a transaction; the sentence that says why it cannot be taken, or null. */
    private @Nullable String read(Pending into, String file, String extension, String payload) {
        try {
            switch (extension) {
                case ".key" -> into.key = keyOf(payload, "no start line.");
                case ".issuer" -> into.issuer = certificates(payload);
                case ".ocsp" -> into.ocsp = answer(into, payload);
                case ".sctl" -> throw new CertificateFault("signed timestamps are sent with certificates only");
                default -> {
                    List<X509Certificate> chain = certificates(payload);
                    into.key = payload.contains("PRIVATE KEY-----") ? keyOf(payload, "") : into.key;
                    into.chain = chain;
                    into.ocsp = null; // it was about another one
                }
            }
            return null;
        } catch (CertificateFault e) {
            return "unable to load certificate from file '" + file + "': " + e.getMessage()
                    + "\nCan't load the payload";
        }
    }

    /** An answer about the certificate that the transaction, as it is, would put into force. */
    private OcspAnswer answer(Pending into, String payload) throws CertificateFault {
        byte[] der;
        try {
            der = Base64.getDecoder().decode(payload.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new CertificateFault("Error reading OCSP response in base64 format");
        }
        List<X509Certificate> chain = chain(into);
        if (chain.isEmpty()) {
            throw new CertificateFault("the certificate that it is about must be set before it");
        }
        return OcspAnswer.read(der, chain.getFirst(), issuer(into, chain), Instant.now());
    }

    private List<X509Certificate> chain(Pending of) {
        Certificate now = current(of.name);
        return of.chain != null ? of.chain : now == null ? List.of() : now.given();
    }

    private @Nullable X509Certificate issuer(Pending of, List<X509Certificate> chain) {
        List<X509Certificate> known = new ArrayList<>(chain);
        Certificate now = current(of.name);
        if (of.issuer != null) {
            known.addAll(of.issuer);
        } else if (now != null && now.issuer() != null) {
            known.add(now.issuer());
        }
        known.addAll(store.issuers().above(chain.getFirst()));
        return Certificate.issuerOf(chain.getFirst(), known);
    }

    private static List<X509Certificate> certificates(String payload) throws CertificateFault {
        if (!payload.contains("CERTIFICATE-----")) {
            throw new CertificateFault("no start line.");
        }
        List<X509Certificate> all = Pem.certificates(payload.getBytes(StandardCharsets.ISO_8859_1));
        if (all.isEmpty()) {
            throw new CertificateFault("no start line.");
        }
        return List.copyOf(all);
    }

    /** The block of the key within a PEM. */
    private static String keyOf(String payload, String missing) throws CertificateFault {
        int label = payload.indexOf("PRIVATE KEY-----");
        int begin = payload.lastIndexOf("-----BEGIN ", Math.max(label, 0));
        int end = payload.indexOf("PRIVATE KEY-----", label + 1);
        if (label < 0 || begin < 0 || end < 0) {
            throw new CertificateFault(missing);
        }
        return payload.substring(begin, end + "PRIVATE KEY-----".length()) + "\n";
    }

    synchronized Outcome abort(String name) {
        if (pending == null) {
            return new Outcome(false, "No ongoing transaction!");
        }
        if (!pending.name.equals(name)) {
            return new Outcome(
                    false,
                    "The ongoing transaction is about '" + pending.name
                            + "' but you are trying to abort a transaction for '" + name + "'");
        }
        pending = null;
        return new Outcome(true, "Transaction aborted for certificate '" + name + "'!");
    }

    /** Puts the transaction into force at every bind; where it is not whole or does not fit together, it stays and nothing has changed. */
    synchronized Outcome commit(String name) {
        if (pending == null) {
            return new Outcome(false, "No ongoing transaction! !\nCan't commit " + name + "!");
        }
        if (!pending.name.equals(name)) {
            return new Outcome(
                    false,
                    "The ongoing transaction is about '" + pending.name + "' but you are trying to set '" + name
                            + "'\nCan't commit " + name + "!");
        }
        Certificate next;
        try {
            next = whole(pending);
        } catch (CertificateFault e) {
            return new Outcome(false, e.getMessage() + "\nCan't commit " + name + "!");
        }
        LiveCertificate live = store.find(name);
        if (live == null) {
            unused.put(name, next);
        } else {
            store.swap(live, next);
        }
        pending = null;
        return new Outcome(true, "Committing " + name + ".".repeat(live == null ? 0 : uses(live)) + "\nSuccess!");
    }

    private Certificate whole(Pending of) throws CertificateFault {
        Certificate now = current(of.name);
        List<X509Certificate> chain = chain(of);
        String key = of.key != null ? of.key : now == null ? "" : CertificateText.pem(now.key());
        if (chain.isEmpty() || key.isEmpty()) {
            throw new CertificateFault("The transaction must contain at least a certificate and a private key!");
        }
        String pem = CertificateText.pem(chain) + key;
        Certificate next;
        try {
            next = Pem.read(List.of(pem.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (CertificateFault e) {
            throw new CertificateFault("inconsistencies between private key and certificate loaded '" + of.name + "'.");
        }
        next = store.issuers().complete(next).withIssuer(issuer(of, chain));
        if (of.ocsp != null) {
            return next.withOcsp(OcspAnswer.read(of.ocsp.der(), next.leaf(), next.issuer(), Instant.now()));
        }
        // What was stapled belongs to the certificate that it speaks of.
        return next.withOcsp(now != null && of.chain == null ? now.ocsp() : null);
    }

    /** How many binds serve it. */
    int uses(LiveCertificate live) {
        int count = 0;
        for (BindTls bind : store.binds()) {
            if (bind.uses().stream().anyMatch(use -> use.live() == live)) {
                count++;
            }
        }
        return count;
    }
}
