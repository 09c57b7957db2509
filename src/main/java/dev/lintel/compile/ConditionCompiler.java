package dev.lintel.compile;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import dev.lintel.model.AclSpec;
import dev.lintel.rule.Condition;
import dev.lintel.rule.Phase;
import dev.lintel.rule.RuleMistake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads conditions, {@code if|unless [!]acl ... or ...} (manual section 7.2), and the ACLs that they name. */
final class ConditionCompiler {
    /** The ACLs that exist without being declared (manual section 7.4). */
    private static final Map<String, String> PREDEFINED = Map.ofEntries(
            Map.entry("TRUE", "always_true"),
            Map.entry("FALSE", "always_false"),
            Map.entry("LOCALHOST", "src 127.0.0.1/8 ::1"),
            Map.entry("HTTP", "req.proto_http"),
            Map.entry("HTTP_1.0", "req.ver 1.0"),
            Map.entry("HTTP_1.1", "req.ver 1.1"),
            Map.entry("HTTP_2.0", "req.ver 2.0"),
            Map.entry("HTTP_3.0", "req.ver 3.0"),
            Map.entry("HTTP_CONTENT", "req.hdr_val(content-length) gt 0"),
            Map.entry("HTTP_URL_ABS", "url_reg ^[^/:]*://"),
            Map.entry("HTTP_URL_SLASH", "url_beg /"),
            Map.entry("HTTP_URL_STAR", "url *"),
            Map.entry("METH_CONNECT", "method CONNECT"),
            Map.entry("METH_DELETE", "method DELETE"),
            Map.entry("METH_GET", "method GET HEAD"),
            Map.entry("METH_HEAD", "method HEAD"),
            Map.entry("METH_OPTIONS", "method OPTIONS"),
            Map.entry("METH_POST", "method POST"),
            Map.entry("METH_PUT", "method PUT"),
            Map.entry("METH_TRACE", "method TRACE"),
            Map.entry("RDP_COOKIE", "req.rdp_cookie_cnt gt 0"),
            Map.entry("REQ_CONTENT", "req.len gt 0"),
            Map.entry("WAIT_END", "wait_end"));

    private final SectionNames names;
    private final ExprCompiler expressions;
    private final AclCompiler acls;
    private final Map<String, List<AclSpec>> declared = new LinkedHashMap<>();
    private final Map<String, Acl> compiled = new HashMap<>();
    /** Names whose mistakes are reported: no second word about each use. */
    private final Set<String> broken = new HashSet<>();

    private final Set<String> open = new HashSet<>();

    ConditionCompiler(SectionNames names) {
        this.names = names;
        this.expressions = new ExprCompiler(names, this::all);
        this.acls = new AclCompiler(names, expressions);
        names.acls = name -> all(List.of(name), Pos.NONE);
        for (AclSpec spec : names.proxy.acls()) {
            declared.computeIfAbsent(spec.name(), n -> new ArrayList<>()).add(spec);
        }
    }

    /** Compiles every declared ACL, so that mistakes in unused ones are found as well. */
    void compileAll() {
        for (String name : declared.keySet()) {
            try {
                named(name, Pos.NONE);
            } catch (RuleMistake reported) {
                names.blame.caught(Pos.NONE, "acl " + name, reported);
            }
        }
    }

    /** A condition with what route compilation wants to know of it. */
    record Compiled(Condition condition, Acl.Exact exact) {}

    /**
     * The condition that begins at {@code words[from]} with {@code if} or {@code unless}; null where nothing stands there.
     *
     * @param keyword the rule's, for messages
     */
    Compiled conditionOrNull(List<Word> words, int from, Phase phase, String keyword, Pos pos) {
        if (from >= words.size()) {
            return null;
        }
        Word first = words.get(from);
        if (!first.is("if") && !first.is("unless")) {
            throw new RuleMistake("expects 'if', 'unless' or the end of the line, not '" + first.text() + "'");
        }
        if (from + 1 == words.size()) {
            // HAProxy takes it in silence: an empty condition never holds.
            names.all.problems.hint(first.pos(), "no condition stands behind '" + first.text() + "': it never holds");
        }
        List<List<Term>> suites = suites(words.subList(from + 1, words.size()), pos);
        for (List<Term> suite : suites) {
            for (Term term : suite) {
                term.acl.needs().forEach(need -> expressions.refuseUnread(need.fetch(), need.scope(), phase));
            }
        }
        warnUnusable(suites, phase, keyword, pos);
        Condition condition = condition(suites);
        boolean unless = first.is("unless");
        return new Compiled(unless ? new Condition.Not(condition) : condition, unless ? null : exact(suites));
    }

    private record Term(Acl acl, boolean negated) {
        Condition condition() {
            return negated ? new Condition.Not(acl.condition()) : acl.condition();
        }
    }

    private List<List<Term>> suites(List<Word> words, Pos pos) {
        List<List<Term>> suites = new ArrayList<>();
        List<Term> suite = null;
        boolean negated = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).text();
            while (word.startsWith("!")) {
                negated = !negated;
                word = word.substring(1);
            }
            if (word.isEmpty()) {
                continue;
            }
            if (word.toLowerCase(Locale.ROOT).equals("or") || word.equals("||")) {
                suite = null;
                negated = false;
                continue;
            }
            if (suite == null) {
                suite = new ArrayList<>();
                suites.add(suite);
            }
            if (word.equals("{")) {
                int end = closing(words, i);
                suite.add(new Term(acls.compile("", words.subList(i + 1, end), pos), negated));
                i = end;
            } else {
                suite.add(new Term(named(word, words.get(i).pos()), negated));
            }
            negated = false;
        }
        return suites;
    }

    private static int closing(List<Word> words, int open) {
        for (int i = open + 1; i < words.size(); i++) {
            if (words.get(i).is("}")) {
                return i;
            }
        }
        throw new RuleMistake("the brace '{' is never closed; '}' must stand alone between blanks");
    }

    private static Condition condition(List<List<Term>> suites) {
        List<Condition> any = new ArrayList<>();
        for (List<Term> suite : suites) {
            any.add(Condition.allOf(suite.stream().map(Term::condition).toList()));
        }
        return Condition.anyOf(any);
    }

    private static Acl.Exact exact(List<List<Term>> suites) {
        Acl.Exact exact = null;
        for (List<Term> suite : suites) {
            if (suite.size() != 1 || suite.getFirst().negated) {
                return null;
            }
            Acl.Exact one = suite.getFirst().acl.exact();
            exact = exact == null ? one : Acl.Exact.both(exact, one);
            if (exact == null) {
                return null;
            }
        }
        return exact;
    }

    /** Warns, as HAProxy does, where no alternative of the condition can ever be looked at. */
    private void warnUnusable(List<List<Term>> suites, Phase phase, String keyword, Pos pos) {
        Acl culprit = null;
        for (List<Term> suite : suites) {
            Acl unusable = null;
            for (Term term : suite) {
                if (!term.acl.usableIn(phase)) {
                    unusable = term.acl;
                }
            }
            if (unusable == null) {
                return;
            }
            culprit = unusable;
        }
        if (culprit != null) {
            Acl.Need need = culprit.needs().getFirst();
            String which = culprit.name().isEmpty() ? "this test" : "acl '" + culprit.name() + "'";
            names.blame.warning(
                    pos,
                    keyword,
                    which + " never matches, because '" + need.fetch() + "' needs " + PhaseTexts.needed(need.scope())
                            + ", which is not there in " + PhaseTexts.place(phase));
        }
    }

    /** The ACL of that name: declared here, or predefined. */
    private Acl named(String name, Pos pos) {
        refuseEarlyUse(name, pos);
        Acl known = compiled.get(name);
        if (known != null) {
            return known;
        }
        if (broken.contains(name)) {
            throw new RuleMistake(null);
        }
        if (!open.add(name)) {
            throw new RuleMistake("the ACL '" + name + "' refers to itself");
        }
        try {
            Acl acl = declared.containsKey(name) ? declared(name) : predefined(name, pos);
            compiled.put(name, acl);
            return acl;
        } finally {
            open.remove(name);
        }
    }

    /** HAProxy reads from top to bottom and knows no ACL before its line. */
    private void refuseEarlyUse(String name, Pos use) {
        List<AclSpec> lines = declared.get(name);
        if (lines == null || PREDEFINED.containsKey(name)) {
            return;
        }
        Pos first = lines.getFirst().pos();
        if (first.file().equals(use.file()) && first.line() > use.line() && !use.isNone()) {
            throw new RuleMistake("the ACL '" + name + "' is declared only behind its use, at " + first);
        }
    }

    private Acl declared(String name) {
        Acl acl = null;
        boolean wrong = false;
        for (AclSpec spec : declared.get(name)) {
            try {
                Acl line = acls.compile(name, spec.words(), spec.pos());
                acl = acl == null ? line : acl.or(line);
            } catch (RuleMistake mistake) {
                names.blame.caught(spec.pos(), "acl " + name, mistake);
                wrong = true;
            }
        }
        if (wrong) {
            broken.add(name);
            throw new RuleMistake(null);
        }
        return acl;
    }

    private Acl predefined(String name, Pos pos) {
        String text = PREDEFINED.get(name);
        if (text == null) {
            Set<String> known = new HashSet<>(declared.keySet());
            known.addAll(PREDEFINED.keySet());
            throw new RuleMistake("no ACL is named '" + name + "' here" + dev.lintel.base.Near.hint(name, known));
        }
        List<Word> words = new ArrayList<>();
        for (String word : text.split(" ")) {
            words.add(new Word(word, pos, false));
        }
        return acls.compile(name, words, pos);
    }

    /** For the fetch {@code acl(a,!b,...)}: all of them. */
    private Condition all(List<String> acls, Pos pos) {
        List<Condition> terms = new ArrayList<>();
        for (String name : acls) {
            boolean negated = name.startsWith("!");
            Acl acl = named(negated ? name.substring(1) : name, pos);
            terms.add(new Term(acl, negated).condition());
        }
        return Condition.allOf(terms);
    }

    /** For expressions elsewhere in the section. */
    ExprCompiler expressions() {
        return expressions;
    }
}
