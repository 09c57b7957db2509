package dev.lintel.compile;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import dev.lintel.exchange.SampleType;
import dev.lintel.rule.Casts;
import dev.lintel.rule.Condition;
import dev.lintel.rule.Expression;
import dev.lintel.rule.Matcher;
import dev.lintel.rule.Matchers;
import dev.lintel.rule.Patterns;
import dev.lintel.rule.RuleMistake;
import dev.lintel.rule.UserList;
import java.util.ArrayList;
import java.util.List;

/** Reads one ACL line behind its name: {@code <criterion> [flags] [operator] <value> ...} (manual section 7.1). */
final class AclCompiler {
    private final SectionNames names;
    private final ExprCompiler expressions;

    AclCompiler(SectionNames names, ExprCompiler expressions) {
        this.names = names;
        this.expressions = expressions;
    }

    /** What stands between the criterion and the end of the line, as it is read. */
    private static final class Flags {
        final List<Group> groups = new ArrayList<>();
        boolean ignoreCase;
        boolean noDns;
        boolean asMap;
        boolean loaded;
        boolean ended;
        String method;

        /** The patterns that follow, in a group of their own where {@code -i} has come since the last. */
        Group group() {
            if (groups.isEmpty() || groups.getLast().ignoreCase != ignoreCase) {
                groups.add(new Group(ignoreCase, new ArrayList<>()));
            }
            return groups.getLast();
        }
    }

    private record Group(boolean ignoreCase, List<String> patterns) {}

    /** @param name the ACL's, empty for an anonymous one */
    Acl compile(String name, List<Word> words, Pos pos) {
        if (words.isEmpty()) {
            throw new RuleMistake("expects a criterion such as path_beg or hdr(host), but the line ends");
        }
        Word criterion = words.getFirst();
        String text = criterion.text();
        AclKeywords.AclKeyword keyword = AclKeywords.TABLE.find(text.substring(0, ExprCompiler.identifier(text, 0)));
        ExprCompiler.Parsed parsed = keyword == null
                ? expressions.toEnd(text, criterion.pos())
                : expressions.alias(text, keyword.fetch(), criterion.pos());
        String implied = keyword != null && !parsed.converted() ? keyword.method() : null;
        Flags flags = new Flags();
        int at = flags(words, flags, implied, parsed);
        String method = method(flags, implied, parsed);
        warnOverwritten(keyword, flags, pos);
        patterns(words, at, flags, method);
        if (!flags.ended
                && flags.groups.isEmpty()
                && needsPatterns(method)
                && parsed.expression().out() != SampleType.BOOL) {
            names.blame.warning(
                    pos,
                    label(name, text),
                    "no pattern to compare with, so this never matches; add '--' if that is meant, '-m found' to test for"
                            + " existence, '-m bool' to take a number as true or false");
        }
        return build(name, parsed, method, flags);
    }

    private static String label(String name, String criterion) {
        return name.isEmpty() ? criterion : "acl " + name;
    }

    private static boolean needsPatterns(String method) {
        return !method.equals("found") && !method.equals("bool");
    }

    /** Reads the flags; returns the place of the first pattern. */
    private int flags(List<Word> words, Flags flags, String implied, ExprCompiler.Parsed parsed) {
        int at = 1;
        while (at < words.size() && words.get(at).text().startsWith("-")) {
            Word flag = words.get(at++);
            switch (flag.text()) {
                case "-i" -> flags.ignoreCase = true;
                case "-n" -> flags.noDns = true;
                case "-M" -> flags.asMap = true;
                case "-u" -> uniqueId(argument(words, at++, "-u", "<id>"));
                case "-m" -> explicitMethod(argument(words, at++, "-m", "<method>"), flags, parsed);
                case "-f" -> file(argument(words, at++, "-f", "<file>"), flags, method(flags, implied, parsed));
                case "--" -> {
                    flags.ended = true;
                    return at;
                }
                default ->
                    throw new RuleMistake(
                            "'" + flag.text() + "' is no flag of an ACL (-i, -n, -u, -M, -m, -f); put '--'"
                                    + " before patterns that begin with '-'");
            }
        }
        return at;
    }

    private static Word argument(List<Word> words, int at, String flag, String expected) {
        if (at >= words.size()) {
            throw new RuleMistake("'" + flag + "' expects " + expected + ", but the line ends");
        }
        return words.get(at);
    }

    private static void uniqueId(Word word) {
        if (word.text().isEmpty() || !word.text().chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RuleMistake("'-u' expects a number, not '" + word.text() + "'");
        }
    }

    private static void explicitMethod(Word word, Flags flags, ExprCompiler.Parsed parsed) {
        if (flags.loaded) {
            throw new RuleMistake("'-m' must stand before '-f' and the patterns");
        }
        if (flags.method != null) {
            throw new RuleMistake("only one '-m' is possible; '" + flags.method + "' is chosen already");
        }
        Matcher matcher = Matchers.TABLE.find(word.text());
        if (matcher == null) {
            throw new RuleMistake("unknown match method '" + word.text() + "'" + Matchers.TABLE.didYouMean(word.text())
                    + (Matchers.TABLE.near(word.text()) == null
                            ? " (one of " + String.join(", ", Matchers.TABLE.names()) + ")"
                            : ""));
        }
        SampleType out = parsed.expression().out();
        if (!Casts.possible(out, matcher.in())) {
            throw new RuleMistake("the match method '" + word.text() + "' takes type "
                    + matcher.in().label() + ", which the " + out.label() + " of '"
                    + parsed.expression().text() + "' cannot become");
        }
        flags.method = word.text();
    }

    /** The method that applies: the one of {@code -m}, of the keyword, or of the type. */
    private static String method(Flags flags, String implied, ExprCompiler.Parsed parsed) {
        if (flags.method != null) {
            return flags.method;
        }
        if (implied != null) {
            return implied;
        }
        return switch (parsed.expression().out()) {
            case BOOL -> "bool";
            case INT -> "int";
            case ADDR, IPV4, IPV6 -> "ip";
            case STR -> "str";
            case BIN, METH, ANY ->
                throw new RuleMistake(
                        "say how to compare '" + parsed.expression().text()
                                + "': with '-m', as in '-m str', because its values are of type "
                                + parsed.expression().out().label());
        };
    }

    private void warnOverwritten(AclKeywords.AclKeyword keyword, Flags flags, Pos pos) {
        if (keyword != null
                && flags.method != null
                && keyword.name().endsWith("_" + keyword.method())
                && !flags.method.equals(keyword.method())) {
            names.blame.warning(
                    pos,
                    keyword.name(),
                    "'-m " + flags.method + "' takes the place of the method in the name; write '" + keyword.fetch()
                            + "' with '-m " + flags.method + "'");
        }
    }

    private void file(Word file, Flags flags, String method) {
        flags.loaded = true;
        List<String> lines = names.lines(file.text(), file.pos());
        if (lines == null) {
            throw new RuleMistake(null);
        }
        List<String> patterns = flags.group().patterns;
        for (String line : lines) {
            if (line.startsWith("#")) {
                continue;
            }
            String pattern = line.stripLeading();
            if (flags.asMap) {
                pattern = firstColumn(pattern);
            }
            if (!pattern.isEmpty()) {
                patterns.add(resolved(pattern, flags, method));
            }
        }
    }

    private static String firstColumn(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == ' ' || line.charAt(i) == '\t') {
                return line.substring(0, i);
            }
        }
        return line;
    }

    private void patterns(List<Word> words, int from, Flags flags, String method) {
        IntOperator operator = IntOperator.EQ;
        boolean numbers = method.equals("int") || method.equals("len");
        for (int i = from; i < words.size(); i++) {
            String text = words.get(i).text();
            IntOperator found = numbers ? IntOperator.of(text) : null;
            if (found != null) {
                operator = found;
                continue;
            }
            flags.group().patterns.add(numbers ? operator.range(text) : resolved(text, flags, method));
        }
    }

    /** A name among addresses is resolved now, as HAProxy does, unless {@code -n} forbids it. */
    private String resolved(String pattern, Flags flags, String method) {
        return method.equals("ip") && !flags.noDns ? AddressPatterns.resolved(pattern) : pattern;
    }

    private Acl build(String name, ExprCompiler.Parsed parsed, String method, Flags flags) {
        Acl.Need need = new Acl.Need(parsed.fetch().name(), parsed.fetch().needs());
        if (method.equals("auth")) {
            return new Acl(name, group(parsed, flags), List.of(need), null);
        }
        Expression expression = parsed.expression();
        String row = method.equals("meth") ? "str" : method;
        Matcher matcher = method.equals("dotted") ? Matchers.DOTTED : Matchers.TABLE.find(row);
        if (matcher == null) {
            throw new RuleMistake("the match method '" + row + "' is not supported yet");
        }
        if (flags.groups.isEmpty()) {
            flags.group();
        }
        List<Patterns> groups = new ArrayList<>();
        for (Group group : flags.groups) {
            // Methods are compared as they are, whatever the flag says.
            groups.add(matcher.build().build(group.patterns, group.ignoreCase && !method.equals("meth")));
        }
        Condition test = new Condition.Test(expression, matcher.in(), groups.toArray(Patterns[]::new));
        return new Acl(name, test, List.of(need), method.equals("str") ? exact(expression, flags) : null);
    }

    private static Acl.Exact exact(Expression expression, Flags flags) {
        List<Acl.Exact.Text> texts = new ArrayList<>();
        for (Group group : flags.groups) {
            for (String pattern : group.patterns) {
                texts.add(new Acl.Exact.Text(pattern, group.ignoreCase));
            }
        }
        return new Acl.Exact(expression, texts);
    }

    /** {@code http_auth_group(list) a b}: whether the authenticated user is in one of the groups. */
    private Condition group(ExprCompiler.Parsed parsed, Flags flags) {
        String text = parsed.expression().text();
        String list = ArgumentList.read(text, ExprCompiler.identifier(text, 0))
                .values()
                .getFirst();
        UserList users = names.userList(list);
        StringBuilder all = new StringBuilder();
        for (Group group : flags.groups) {
            group.patterns.forEach(
                    pattern -> all.append(all.isEmpty() ? "" : " ").append(pattern));
        }
        String groups = all.toString();
        Expression member = new Expression(
                text,
                (x, s) -> s.bool(users.inGroup(x, groups)),
                new dev.lintel.rule.Conversion[0],
                new SampleType[0],
                SampleType.BOOL);
        return new Condition.Test(member, SampleType.BOOL, new Patterns[] {s -> s.num != 0 ? 0 : -1});
    }
}
