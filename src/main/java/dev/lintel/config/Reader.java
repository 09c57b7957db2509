package dev.lintel.config;

import dev.lintel.base.Near;
import dev.lintel.base.Problems;
import dev.lintel.base.Table;
import dev.lintel.base.Word;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.Config;
import dev.lintel.model.FrontendSpec;
import dev.lintel.model.HttpErrorsSpec;
import dev.lintel.model.UserListSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Reads a configuration into the model: every line by the table of its section, all problems collected, nothing decided that
 * needs more than the text. Rules keep their words.
 *
 * <p>Owned by the thread that reads; one object reads one configuration.
 */
public final class Reader {
    private final Problems problems;
    private final SectionReader small;
    private final GlobalDraft global = new GlobalDraft();
    private final List<ProxyDraft> defaults = new ArrayList<>();
    private final List<ProxyDraft> proxies = new ArrayList<>();
    private final List<UserListSpec> userLists = new ArrayList<>();
    private final List<HttpErrorsSpec> httpErrors = new ArrayList<>();
    private final CertificateStores certificates;
    private final CrtStoreReader stores;
    private final AcmeSections acme;

    private Reader(Problems problems) {
        this.problems = problems;
        this.small = new SectionReader(problems);
        this.certificates = new CertificateStores(global.tls, problems);
        this.stores = new CrtStoreReader(problems, certificates);
        this.acme = new AcmeSections(global.tls, problems);
    }

    /**
     * Reads the sources into a configuration. It is to be used only when {@code problems} has no errors then.
     *
     * @param strict makes an error of every line of an old release
     */
    public static Config read(List<Source> sources, Environment environment, Problems problems, boolean strict) {
        Document document = Parser.parse(sources, environment, problems, strict);
        return new Reader(problems).read(document);
    }

    private Config read(Document document) {
        for (Section section : document.sections()) {
            switch (section.kind()) {
                case GLOBAL -> global(section);
                case DEFAULTS -> defaults.add(proxy(section));
                case FRONTEND, BACKEND, LISTEN -> proxies.add(proxy(section));
                case USERLIST -> userLists.add(small.userList(section));
                case HTTP_ERRORS -> httpErrors.add(small.httpErrors(section));
                case CRT_STORE -> stores.read(section);
                case ACME -> lines(section, AcmeKeywords.TABLE, acme.open(section), Reader::noUndo);
                default -> small.refuse(section);
            }
        }
        new ProxyChecks(problems, global.logs).check(proxies, userLists, httpErrors);
        acme.check(proxies);
        Config config = config();
        if (global.zeroWarning != null && problems.hasWarnings()) {
            problems.error(global.zeroWarning, "'zero-warning' is set, and there are warnings");
        }
        return config;
    }

    private Config config() {
        TlsSpecs tls = new TlsSpecs(global.tls, certificates, acme, problems);
        Specs specs = new Specs(global.logs, tls, new ServerTlsSpecs(global.tls, certificates, problems));
        List<FrontendSpec> frontends = new ArrayList<>();
        List<BackendSpec> backends = new ArrayList<>();
        for (ProxyDraft draft : proxies) {
            if (draft.kind().hasFrontend()) {
                frontends.add(specs.frontend(draft));
            }
            if (draft.kind().hasBackend()) {
                backends.add(specs.backend(draft));
            }
        }
        return new Config(global.spec(tls.global()), frontends, backends, userLists, httpErrors);
    }

    private void global(Section section) {
        if (global.pos.isNone()) {
            global.pos = section.pos();
        }
        lines(section, GlobalKeywords.TABLE, global, GlobalKeywords::undo);
    }

    private ProxyDraft proxy(Section section) {
        ProxyDraft base = base(section);
        ProxyDraft draft = base == null ? new ProxyDraft(section) : new ProxyDraft(section, base);
        int inherited = draft.rules.size();
        lines(section, ProxyKeywords.TABLE, draft, ProxyUndo::undo);
        RuleOrder.check(draft, inherited, problems);
        return draft;
    }

    /** The {@code defaults} that a section names; else, for a proxy, the last one above it, whether it has a name or not. */
    private ProxyDraft base(Section section) {
        Word from = section.from();
        if (from == null) {
            return section.kind() == SectionKind.DEFAULTS || defaults.isEmpty() ? null : defaults.getLast();
        }
        List<ProxyDraft> named =
                defaults.stream().filter(d -> d.name().equals(from.text())).toList();
        if (named.isEmpty()) {
            problems.error(
                    from.pos(),
                    section.title() + " starts from 'defaults " + from + "', which is not above it"
                            + Near.hint(
                                    from.text(),
                                    defaults.stream().map(ProxyDraft::name).toList()));
        } else if (named.size() > 1) {
            problems.error(
                    from.pos(),
                    section.title() + " starts from 'defaults " + from + "', and there are two: "
                            + named.get(0).section.pos() + " and "
                            + named.get(1).section.pos());
        }
        return !named.isEmpty() ? named.getLast() : defaults.isEmpty() ? null : defaults.getLast();
    }

    private static void noUndo(Object draft, Cursor words) {
        throw words.fail("'" + words.subject() + "' undoes nothing here");
    }

    private <D> void lines(Section section, Table<Keyword<D>> table, D draft, BiConsumer<D, Cursor> undo) {
        for (Line line : section.lines()) {
            try {
                line(section, line, table, draft, undo);
            } catch (Cursor.Stop told) {
                // its problem is told, and the next line may be fine
            }
        }
    }

    private <D> void line(Section section, Line line, Table<Keyword<D>> table, D draft, BiConsumer<D, Cursor> undo) {
        if (line.keyword().equals("no") || line.keyword().equals("default")) {
            int count = line.word(1).equals("option") ? 2 : 1;
            undo.accept(draft, new Cursor(line, Math.min(count, line.size()), section.title(), problems));
            return;
        }
        Keyword<D> row = Keywords.of(line, table);
        if (row == null) {
            throw new Cursor(line, 1, section.title(), problems).fail(Keywords.unknown(line, table));
        }
        Cursor words = new Cursor(line, Keywords.length(row), section.title(), problems);
        if (section.kind().isProxy() && !Places.allow(row, section, words)) {
            return;
        }
        row.read().read(draft, words);
        words.end();
    }
}
