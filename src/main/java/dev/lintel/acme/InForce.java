package dev.lintel.acme;

import dev.lintel.tls.Certificate;
import dev.lintel.tls.CertificateFault;
import dev.lintel.tls.LiveCertificate;
import dev.lintel.tls.Pem;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients are shown of one plan, beside what the store has of it. Asked and changed by the plan's job, and before that by the thread
 * that loads configurations.
 */
final class InForce {
    private final Plan plan;
    private final Workshop shop;
    private final CertificateFolder folder;
    /** What the store had when it was looked at last, with the words of its order. */
    private volatile @Nullable Kept kept;

    private record Kept(Certificate certificate, Ordered ordered, String directory) {
        boolean isOf(Plan plan) {
            return ordered.equals(plan.ordered()) && plan.isFrom(directory);
        }

        boolean isAbout(Certificate other) {
            return certificate.leaf().equals(other.leaf());
        }
    }

    InForce(Plan plan, Workshop shop, CertificateFolder folder) {
        this.plan = plan;
        this.shop = shop;
        this.folder = folder;
    }

    /** Puts what the store has into force where that is better than what serves already. */
    void load() throws StoreFault, CertificateFault {
        CertificateFolder.Stored stored = folder.read();
        if (stored == null) {
            kept = null;
            return;
        }
        Kept read = read(stored);
        kept = read;
        LiveCertificate live = live();
        if (live != null && isBetter(read, live.current())) {
            shop.served().swap(live, read.certificate);
        }
    }

    private static Kept read(CertificateFolder.Stored stored) throws CertificateFault {
        Certificate certificate = Pem.read(List.of(stored.fullchain(), stored.key()));
        return new Kept(certificate, stored.ordered(), stored.directory());
    }

    private boolean isBetter(Kept read, Certificate now) {
        Certificate stored = read.certificate;
        List<String> missing = Identifiers.missing(plan.ordered(), stored);
        if (read.isOf(plan) && missing.isEmpty()) {
            return now.temporary()
                    || stored.leaf().getNotAfter().after(now.leaf().getNotAfter())
                    || !Identifiers.missing(plan.ordered(), now).isEmpty();
        }
        // Ordered with other words, or from a CA that is none of ours now: whoever edits those keeps what is valid
        // until the new one is there.
        return !isValid(now)
                && isValid(stored)
                && missing.size() < plan.ordered().subjects().size();
    }

    private boolean isValid(Certificate certificate) {
        return !certificate.temporary()
                && certificate.leaf().getNotAfter().toInstant().isAfter(shop.now());
    }

    private @Nullable LiveCertificate live() {
        return shop.served().find(plan.name());
    }

    /** What has just been obtained; the store has it already. */
    Certificate put(CertificateFolder.Stored stored) throws CertificateFault {
        Kept read = read(stored);
        kept = read;
        LiveCertificate live = live();
        if (live != null) {
            shop.served().swap(live, read.certificate);
        }
        return read.certificate;
    }

    /** What clients are shown, valid or not, unless it is the temporary one. */
    @Nullable
    Certificate shown() {
        LiveCertificate live = live();
        return live == null || live.current().temporary() ? null : live.current();
    }

    /** The certificate of that order where the store has it, else null. One that keeps its key cannot be told from the one before. */
    @Nullable
    Certificate obtained(Progress.@Nullable Pending order) {
        Kept last = kept;
        if (order == null
                || last == null
                || !order.ordered().equals(last.ordered)
                || plan.section().reuseKey()) {
            return null;
        }
        try {
            byte[] key = KeyPairs.read(order.key()).getPublic().getEncoded();
            byte[] has = last.certificate.leaf().getPublicKey().getEncoded();
            return Arrays.equals(key, has) ? last.certificate : null;
        } catch (OrderFault e) {
            // Nothing comes of that order.
            return null;
        }
    }

    /** What clients are shown, if it is valid, whatever it was ordered with; else null. */
    @Nullable
    Certificate served() {
        LiveCertificate live = live();
        Certificate now = live == null ? null : live.current();
        return now != null && isValid(now) ? now : null;
    }

    /** The same where it is what is wanted: then there is nothing to order. */
    @Nullable
    Certificate wanted() {
        Certificate now = served();
        return now != null && Identifiers.missing(plan.ordered(), now).isEmpty() && !isOther(now) ? now : null;
    }

    /** The key in PEM that is to be used again, or null. */
    @Nullable
    String keptKey() {
        Certificate now = served();
        Kept last = kept;
        if (!plan.section().reuseKey() || now == null) {
            return null;
        }
        // Another CA is no reason for another key.
        boolean sameWords = last != null && last.isAbout(now) && last.ordered.equals(plan.ordered());
        return sameWords || now.equals(wanted()) ? KeyPairs.write(now.key()) : null;
    }

    /** Ordered with other words, such as another type of key, or signed by a CA that is not to be asked any more. */
    private boolean isOther(Certificate now) {
        Kept last = kept;
        return last != null && last.isAbout(now) && !last.isOf(plan);
    }

    /** Whether there is anything that would serve it. */
    boolean isUsed() {
        return live() != null;
    }

    /** Whether the store has what this plan orders, be it due or not. */
    boolean isObtained() {
        Kept last = kept;
        return last != null && last.isOf(plan);
    }

    /** The directory of the CA that signed what the store has; null: nobody knows. */
    @Nullable
    String directory() {
        Kept last = kept;
        return last == null ? null : last.directory;
    }
}
