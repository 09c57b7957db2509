package dev.lintel.acme;

import dev.lintel.tls.CertStore;
import dev.lintel.tls.Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the jobs of a process share: their tools, their pace, and who hears what becomes of them. Any thread. */
final class Workshop {
    private final OrderTools tools;
    private final CertStore served;
    private final InternalCa internal;
    private final Wishes wishes;
    private final Pace pace;
    private final NoticeBoard notices;
    private volatile boolean scheduled = true;

    Workshop(OrderTools tools, CertStore served, Pace pace) {
        this.tools = tools;
        this.served = served;
        this.internal = new InternalCa(tools.store().internal(), tools.clock());
        this.wishes = new Wishes(tools);
        this.pace = pace;
        this.notices = new NoticeBoard(line -> tools.outside().news("acme: " + line));
    }

    OrderTools tools() {
        return tools;
    }

    CertStore served() {
        return served;
    }

    Wishes wishes() {
        return wishes;
    }

    Pace pace() {
        return pace;
    }

    Instant now() {
        return tools.clock().instant();
    }

    /** {@code acme.scheduler} */
    boolean scheduled() {
        return scheduled;
    }

    void scheduled(boolean on) {
        scheduled = on;
    }

    void news(Plan plan, @Nullable String sentence) {
        tools.outside().news("acme: " + plan.name() + ": " + sentence);
    }

    void event(String line) {
        tools.outside().event(line);
    }

    void obtained(Plan plan, Certificate certificate) {
        Instant notAfter = certificate.leaf().getNotAfter().toInstant();
        String text = "a new certificate for "
                + String.join(", ", plan.ordered().subjects()) + " is in force until " + notAfter;
        news(plan, text);
        tell(plan, Notice.Kind.NEWS, "renewed", text);
        event("acme newcert " + plan.name() + "\n");
    }

    void failed(Plan plan, String why, Instant retry, @Nullable Instant notAfter) {
        String text = "no certificate: " + why + "; the next try is at "
                + retry.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                + (notAfter == null
                        ? ""
                        : notAfter.isAfter(now())
                                ? ", and what is served now is valid until " + notAfter
                                : ", and what is served now has expired at " + notAfter + ": clients refuse it");
        news(plan, text);
        tell(plan, Notice.Kind.FAILURE, "failed", text);
    }

    void asks(Plan plan, List<TxtRecord> records) {
        for (TxtRecord record : records) {
            String please =
                    "please set the record " + record + "; the order goes on when it can be seen, or at the word"
                            + " 'lintel acme ready " + plan.name() + " " + record.domain() + "'";
            news(plan, please);
            tell(plan, Notice.Kind.WARNING, "waits for you", please);
        }
    }

    /** By our own authority, whose new root is news. */
    CertificateFolder.Stored sign(Plan plan, @Nullable String keptKey) throws OrderFault, StoreFault {
        CertificateFolder.Stored signed = internal.issue(plan.ordered(), keptKey);
        String news = internal.news();
        if (news != null) {
            warns(plan, "has a new root", news);
        }
        return signed;
    }

    /** Something is in its way that is no failure. */
    void warns(Plan plan, String what, String text) {
        news(plan, text);
        tell(plan, Notice.Kind.WARNING, what, text);
    }

    private void tell(Plan plan, Notice.Kind kind, String what, String text) {
        notices.tell(plan.section(), new Notice(kind, "certificate " + plan.name() + ": " + what, text));
    }

    NoticeBoard notices() {
        return notices;
    }
}
