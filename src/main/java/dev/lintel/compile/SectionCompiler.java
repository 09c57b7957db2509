package dev.lintel.compile;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import dev.lintel.exchange.SampleType;
import dev.lintel.model.Mode;
import dev.lintel.model.ProxySpec.ErrorSpec;
import dev.lintel.model.ProxySpec.FormatSpec;
import dev.lintel.model.RuleSpec;
import dev.lintel.model.RuleSpec.Family;
import dev.lintel.proxy.Replies;
import dev.lintel.rule.Action;
import dev.lintel.rule.Actions;
import dev.lintel.rule.Condition;
import dev.lintel.rule.DefaultReplies;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.Names;
import dev.lintel.rule.Phase;
import dev.lintel.rule.RedirectActions;
import dev.lintel.rule.Refusals;
import dev.lintel.rule.Rule;
import dev.lintel.rule.RuleMistake;
import dev.lintel.rule.RuleSet;
import dev.lintel.rule.Sampler;
import dev.lintel.rule.ServerRoutes;
import dev.lintel.rule.Verdict;
import dev.lintel.rule.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiles one frontend or backend: its rules at once ({@link #rules}), and single formats and expressions for those who own other
 * keywords. Mistakes are reported with their places and answered with null. Owned by the compiling thread.
 */
public final class SectionCompiler {
    final SectionNames names;
    final ConditionCompiler conditions;
    final ExprCompiler expressions;
    final LogFormatCompiler formats;
    private final Word defaultBackend;

    SectionCompiler(SectionNames names, Word defaultBackend) {
        this.names = names;
        this.defaultBackend = defaultBackend;
        this.conditions = new ConditionCompiler(names);
        this.expressions = conditions.expressions();
        this.formats = new LogFormatCompiler(names, expressions);
    }

    /** Everything that the section's rules say. */
    public CompiledRules rules() {
        conditions.compileAll();
        RouteCompiler routes = new RouteCompiler(this);
        return new CompiledRules(
                set(Family.TCP_REQUEST_CONNECTION, Phase.TCP_REQUEST_CONNECTION),
                set(Family.TCP_REQUEST_SESSION, Phase.TCP_REQUEST_SESSION),
                set(Family.TCP_REQUEST_CONTENT, Phase.TCP_REQUEST_CONTENT),
                any(Family.MONITOR_FAIL, Phase.HTTP_REQUEST),
                set(Family.HTTP_REQUEST, Phase.HTTP_REQUEST),
                set(Family.REDIRECT, Phase.HTTP_REQUEST),
                routes.routes(of(Family.USE_BACKEND), defaultBackend),
                new ServerRoutes(routes.servers(of(Family.USE_SERVER)), names.servers("")),
                persist(),
                set(Family.TCP_RESPONSE_CONTENT, Phase.TCP_RESPONSE_CONTENT),
                set(Family.HTTP_RESPONSE, Phase.HTTP_RESPONSE),
                set(Family.HTTP_AFTER_RESPONSE, Phase.HTTP_AFTER_RESPONSE),
                format("log-format", names.proxy.logFormat(), Phase.LOG, FormatPlace.LOG_LINE),
                format("log-format-sd", names.proxy.logFormatSd(), Phase.LOG, FormatPlace.LOG_LINE),
                format("error-log-format", names.proxy.errorLogFormat(), Phase.LOG, FormatPlace.LOG_LINE),
                format("unique-id-format", names.proxy.uniqueIdFormat(), Phase.HTTP_REQUEST, FormatPlace.UNIQUE_ID),
                names.captures.build());
    }

    /** The section's own answers by status. */
    public Replies replies() {
        return names.all.errors.of(names.proxy, this);
    }

    /** What a line {@code http-error} says; null after reporting. */
    DefaultReplies.@Nullable Line errorReply(ErrorSpec spec) {
        try {
            Words words = words("http-error", spec.words(), Phase.HTTP_REQUEST, spec.pos());
            DefaultReplies.Line line = DefaultReplies.error(words);
            if (words.more()) {
                throw new RuleMistake(
                        "expects the end of the line, not '" + words.peek().text() + "'");
            }
            return line;
        } catch (RuleMistake mistake) {
            names.blame.caught(spec.pos(), "http-error", mistake);
            return null;
        }
    }

    private List<RuleSpec> of(Family family) {
        return names.proxy.rules().stream()
                .filter(rule -> rule.family() == family)
                .toList();
    }

    private RuleSet set(Family family, Phase phase) {
        List<Rule> rules = new ArrayList<>();
        for (RuleSpec spec : of(family)) {
            Rule rule = rule(spec, phase);
            if (rule != null) {
                rules.add(rule);
            }
        }
        return rules.isEmpty() ? RuleSet.EMPTY : new RuleSet(rules);
    }

    /** HAProxy keeps quiet rules of the other mode and never runs them. */
    private boolean ignored(RuleSpec spec) {
        boolean http = spec.family().keyword().startsWith("http-") || spec.family() == Family.REDIRECT;
        if (!http || names.proxy.mode() == Mode.HTTP) {
            return false;
        }
        names.blame.warning(spec.pos(), spec.family().keyword(), "has no effect here, because it needs 'mode http'");
        return true;
    }

    private Rule rule(RuleSpec spec, Phase phase) {
        String family = spec.family().keyword();
        if (ignored(spec)) {
            return null;
        }
        String keyword = family;
        try {
            boolean named = spec.family() != Family.REDIRECT;
            Word first = named && !spec.words().isEmpty() ? spec.words().getFirst() : null;
            if (named && first == null) {
                throw new RuleMistake("expects an action, but the line ends");
            }
            String text = named ? first.text() : "redirect";
            String name = named ? text.substring(0, nameEnd(text)) : text;
            Action action = named ? action(name, phase) : RedirectActions.STATEMENT;
            keyword = named ? family + " " + name : family;
            int from = named ? 1 : 0;
            int end = conditionAt(spec.words(), from);
            List<String> arguments = arguments(text, name.length());
            WordsCursor words =
                    new WordsCursor(this, keyword, arguments, spec.words().subList(from, end), phase, spec.pos());
            Action.Step step = action.read().read(words);
            if (words.more()) {
                throw new RuleMistake("expects 'if', 'unless' or the end of the line, not '"
                        + words.peek().text() + "'");
            }
            return new Rule(spec.pos(), condition(spec, end, phase, keyword), step);
        } catch (RuleMistake mistake) {
            names.blame.caught(spec.pos(), keyword, mistake);
            return null;
        }
    }

    private static int nameEnd(String text) {
        int paren = text.indexOf('(');
        return paren < 0 ? text.length() : paren;
    }

    private static List<String> arguments(String text, int at) {
        ArgumentList list = ArgumentList.read(text, at);
        if (list.end() < text.length()) {
            throw new RuleMistake(
                    "unexpected '" + text.substring(list.end()) + "' behind '" + text.substring(0, list.end()) + "'");
        }
        return list.values();
    }

    private Action action(String name, Phase phase) {
        Action action = Actions.TABLE.find(name);
        if (action == null) {
            throw OtherKeywords.unknown(
                    "action", name, Refusals.ACTIONS, OtherKeywords.isAction(name), Actions.TABLE.didYouMean(name));
        }
        if (!action.phases().contains(phase)) {
            throw new RuleMistake("the action '" + name + "' does not exist in " + PhaseTexts.place(phase));
        }
        if (name.equals("close") && names.proxy.mode() == Mode.HTTP) {
            throw new RuleMistake("needs 'mode tcp'; use 'reject' or an 'http-response' rule");
        }
        return action;
    }

    /** Where the condition begins: at the first bare {@code if} or {@code unless}; one in quotes is a word like any other. */
    static int conditionAt(List<Word> words, int from) {
        for (int i = from; i < words.size(); i++) {
            Word word = words.get(i);
            if ((word.is("if") || word.is("unless")) && !word.quoted()) {
                return i;
            }
        }
        return words.size();
    }

    private Condition condition(RuleSpec spec, int from, Phase phase, String keyword) {
        ConditionCompiler.Compiled compiled =
                conditions.conditionOrNull(spec.words(), from, phase, keyword, spec.pos());
        return compiled == null ? null : compiled.condition();
    }

    /** Lines that are only conditions: true where one of them holds. */
    private Condition any(Family family, Phase phase) {
        List<Condition> terms = new ArrayList<>();
        for (RuleSpec spec : of(family)) {
            Condition condition = conditionOnly(spec, phase);
            if (condition != null) {
                terms.add(condition);
            }
        }
        return terms.isEmpty() ? Condition.NEVER : Condition.anyOf(terms);
    }

    /** {@code force-persist} and {@code ignore-persist} in their order: the first that holds decides. */
    private RuleSet persist() {
        List<Rule> rules = new ArrayList<>();
        for (RuleSpec spec : names.proxy.rules()) {
            boolean force = spec.family() == Family.FORCE_PERSIST;
            Condition condition =
                    force || spec.family() == Family.IGNORE_PERSIST ? conditionOnly(spec, Phase.ROUTING) : null;
            if (condition != null) {
                rules.add(new Rule(spec.pos(), condition, force ? FORCE : IGNORE));
            }
        }
        return rules.isEmpty() ? RuleSet.EMPTY : new RuleSet(rules);
    }

    private static final Action.Step FORCE = x -> {
        x.persistenceForced = true;
        return Verdict.STOP;
    };

    private static final Action.Step IGNORE = x -> {
        x.persistenceIgnored = true;
        return Verdict.STOP;
    };

    private Condition conditionOnly(RuleSpec spec, Phase phase) {
        String keyword = spec.family().keyword();
        try {
            Condition condition = condition(spec, 0, phase, keyword);
            if (condition == null) {
                throw new RuleMistake("expects 'if' or 'unless' and a condition, but the line ends");
            }
            return condition;
        } catch (RuleMistake mistake) {
            names.blame.caught(spec.pos(), keyword, mistake);
            return null;
        }
    }

    private LogFormat format(String keyword, FormatSpec spec, Phase phase, FormatPlace place) {
        if (spec == null) {
            return null;
        }
        FormatSpec.Kind kind = spec.kind();
        if (names.proxy.mode() == Mode.TCP && kind != FormatSpec.Kind.TCPLOG && kind != FormatSpec.Kind.TEXT) {
            names.blame.warning(spec.pos(), "option httplog", "needs 'mode http'; 'option tcplog' is used here");
            return format(keyword, LogFormatCompiler.TCP, spec.pos(), phase, place);
        }
        return format(keyword, LogFormatCompiler.text(spec), spec.pos(), phase, place);
    }

    /** A format that some other keyword holds; null after reporting. */
    public LogFormat format(String keyword, String text, Pos pos, Phase phase, FormatPlace place) {
        try {
            return formats.compile(text, pos, phase, place);
        } catch (RuleMistake mistake) {
            names.blame.caught(pos, keyword, mistake);
            return null;
        }
    }

    /** An expression that some other keyword holds ({@code balance hash}, {@code stick on}), cast; null after reporting. */
    public Sampler expression(String keyword, Word word, Phase phase, SampleType as) {
        try {
            return words(keyword, List.of(word), phase, word.pos()).expression("an expression", as);
        } catch (RuleMistake mistake) {
            names.blame.caught(word.pos(), keyword, mistake);
            return null;
        }
    }

    /** A condition, {@code if ...} or {@code unless ...}, that some other keyword holds; null where there is none or after reporting. */
    public Condition condition(String keyword, List<Word> words, Phase phase, Pos pos) {
        try {
            ConditionCompiler.Compiled compiled = conditions.conditionOrNull(words, 0, phase, keyword, pos);
            return compiled == null ? null : compiled.condition();
        } catch (RuleMistake mistake) {
            names.blame.caught(pos, keyword, mistake);
            return null;
        }
    }

    /** Words of some other keyword with everything that an action may ask of its own. */
    public Words words(String keyword, List<Word> words, Phase phase, Pos pos) {
        return new WordsCursor(this, keyword, List.of(), words, phase, pos);
    }

    public Names names() {
        return names;
    }
}
