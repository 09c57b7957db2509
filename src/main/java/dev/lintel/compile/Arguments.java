package dev.lintel.compile;

import dev.lintel.base.Network;
import dev.lintel.base.Pos;
import dev.lintel.base.Units;
import dev.lintel.rule.Args;
import dev.lintel.rule.Regex;
import dev.lintel.rule.RuleMistake;
import java.util.ArrayList;
import java.util.List;

/** Turns the texts of arguments into the values that a row's {@link Args.Spec} asks for. */
final class Arguments {
    private final SectionNames names;
    private final Pos pos;

    Arguments(SectionNames names, Pos pos) {
        this.names = names;
        this.pos = pos;
    }

    /** @param name of the fetch or converter, for messages */
    Args resolve(String name, Args.Spec spec, ArgumentList given) {
        if (given.present() && spec.args().isEmpty() && !(given.values().equals(List.of("")))) {
            throw new RuleMistake("'" + name + "' takes no arguments");
        }
        List<Object> values = new ArrayList<>();
        int count = spec.args().isEmpty() ? 0 : given.values().size();
        if (count > spec.args().size()) {
            throw new RuleMistake("'" + name + "' expects " + usage(spec) + ", not " + count + " arguments");
        }
        for (int i = 0; i < count; i++) {
            Args.Arg arg = spec.args().get(i);
            String text = given.values().get(i);
            if (text.isEmpty() && !takesEmpty(arg.kind())) {
                if (arg.required()) {
                    break;
                }
                values.add(null);
                continue;
            }
            values.add(value(name, arg, text));
        }
        if (values.size() < spec.required()) {
            throw new RuleMistake("'" + name + "' expects " + usage(spec)
                    + (values.isEmpty() ? ", but has no arguments" : ", but has only " + values.size()));
        }
        return new Args(values.toArray(), names, pos);
    }

    private static boolean takesEmpty(Args.Kind kind) {
        return kind == Args.Kind.STR || kind == Args.Kind.STR_OR_VARIABLE || kind == Args.Kind.REGEX;
    }

    /** {@code (<name>[,<occ>])}. */
    private static String usage(Args.Spec spec) {
        StringBuilder out = new StringBuilder("(");
        int open = 0;
        for (int i = 0; i < spec.args().size(); i++) {
            Args.Arg arg = spec.args().get(i);
            if (!arg.required()) {
                out.append('[');
                open++;
            }
            out.append(i == 0 ? "" : ",").append('<').append(arg.name()).append('>');
        }
        return out.append("]".repeat(open)).append(')').toString();
    }

    private Object value(String name, Args.Arg arg, String text) {
        return switch (arg.kind()) {
            case STR -> text;
            case INT -> number(name, arg, text);
            case TIME -> units(name, text, Units::millis);
            case SIZE -> units(name, text, Units::bytes);
            case IPV4 -> address(name, text, 4);
            case IPV6 -> address(name, text, 16);
            case NETWORK -> known(name, text, Network.parse(text), "a network such as 10.0.0.0/8");
            case REGEX -> regex(name, text);
            case VARIABLE -> known(name, text, names.variable(text), variable(text));
            case INT_OR_VARIABLE -> or(names.variable(text), () -> number(name, arg, text));
            case STR_OR_VARIABLE -> or(names.variable(text), () -> text);
            case USERLIST ->
                known(
                        name,
                        text,
                        names.userList(text),
                        hinted("the name of a userlist", text, names.all.userListNames()));
            case FRONTEND -> known(name, text, names.frontend(text), "the name of a frontend");
            case BACKEND ->
                known(
                        name,
                        text,
                        names.backend(text),
                        hinted(
                                "the name of a backend",
                                text,
                                names.all.backends().keySet()));
            case SERVER -> known(name, text, names.server(text), "a server as <backend>/<server>");
        };
    }

    private static Object or(Object found, java.util.function.Supplier<Object> otherwise) {
        return found != null ? found : otherwise.get();
    }

    private static String hinted(String what, String text, Iterable<String> known) {
        String near = dev.lintel.base.Near.of(text, known);
        return near == null ? what : what + " such as '" + near + "'";
    }

    private static String variable(String text) {
        return text.indexOf('.') < 0
                ? "a variable with its scope, as in txn." + (text.isEmpty() ? "name" : text)
                : "a variable <scope>.<name> whose scope is proc, sess, txn, req, res or check";
    }

    private static Object known(String name, String text, Object found, String expected) {
        if (found == null) {
            throw new RuleMistake("'" + name + "' expects " + expected + ", not '" + text + "'");
        }
        return found;
    }

    private static Long number(String name, Args.Arg arg, String text) {
        try {
            return Long.parseLong(text.startsWith("+") ? text.substring(1) : text);
        } catch (NumberFormatException e) {
            throw new RuleMistake("'" + name + "' expects a whole number as <" + arg.name() + ">, not '" + text + "'");
        }
    }

    private interface Parser {
        long parse(String text);
    }

    private static Long units(String name, String text, Parser parser) {
        try {
            return parser.parse(text);
        } catch (Units.Malformed e) {
            throw new RuleMistake("'" + name + "' " + e.getMessage());
        }
    }

    private static byte[] address(String name, String text, int length) {
        byte[] ip = Network.address(text);
        if (ip == null || ip.length != length) {
            throw new RuleMistake(
                    "'" + name + "' expects an IPv" + (length == 4 ? 4 : 6) + " address, not '" + text + "'");
        }
        return ip;
    }

    private static Object regex(String name, String text) {
        try {
            return Regex.compile(text, false);
        } catch (RuleMistake e) {
            throw new RuleMistake("'" + name + "' " + e.getMessage());
        }
    }
}
