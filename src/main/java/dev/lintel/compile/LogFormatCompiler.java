package dev.lintel.compile;

import dev.lintel.base.Pos;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.model.Mode;
import dev.lintel.model.Option;
import dev.lintel.model.ProxySpec.FormatSpec;
import dev.lintel.rule.Expression;
import dev.lintel.rule.LogAlias;
import dev.lintel.rule.LogAliases;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.LogStyle;
import dev.lintel.rule.LogText;
import dev.lintel.rule.Phase;
import dev.lintel.rule.RuleMistake;
import java.util.ArrayList;
import java.util.List;

/** Reads log format strings (manual section 8.2.6). Mistakes are thrown; whoever knows the line reports them. */
final class LogFormatCompiler {
    static final String HTTP = "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc"
            + " %sq/%bq %hr %hs %{+Q}r";
    private static final String HTTPS = HTTP
            + " %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc";
    private static final String HTTP_CLF =
            "%{+Q}o %{-Q}ci - - [%trg] %r %ST %B \"\" \"\" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta"
                    + " %tsc %ac %fc %bc %sc %rc %sq %bq %CC %CS %hrl %hsl";
    static final String TCP = "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq";

    private final SectionNames names;
    private final ExprCompiler expressions;

    LogFormatCompiler(SectionNames names, ExprCompiler expressions) {
        this.names = names;
        this.expressions = expressions;
    }

    /** The text of {@code option httplog} and its kin, or the text that was written. */
    static String text(FormatSpec spec) {
        return switch (spec.kind()) {
            case HTTPLOG -> HTTP;
            case HTTPLOG_CLF -> HTTP_CLF;
            case HTTPSLOG -> HTTPS;
            case TCPLOG -> TCP;
            case TEXT -> spec.text().text();
        };
    }

    LogFormat compile(String text, Pos pos, Phase phase, FormatPlace place) {
        return new Reading(text, pos, phase, place).format();
    }

    /** One string as it is read. */
    private final class Reading {
        private final String text;
        private final Pos pos;
        private final Phase phase;
        private final FormatPlace place;
        private final List<LogFormat.Piece> pieces = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();
        private LogStyle common;
        private boolean variable;

        Reading(String text, Pos pos, Phase phase, FormatPlace place) {
            this.text = text;
            this.pos = pos;
            this.phase = phase;
            this.place = place;
            this.common = place.style(names.proxy.mode() == Mode.TCP, names.proxy.on(Option.LOGASAP));
        }

        LogFormat format() {
            int at = 0;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '%') {
                    at = item(at + 1);
                } else if (c == ' ' && place.mergesBlanks()) {
                    flush();
                    pieces.add(LogFormat.SEPARATOR);
                    at++;
                } else {
                    literal.append(c);
                    at++;
                }
            }
            flush();
            LogFormat format = new LogFormat(pieces.toArray(LogFormat.Piece[]::new), null);
            if (variable) {
                return format;
            }
            ByteWriter constant = new ByteWriter(text.length());
            format.append(null, constant);
            return LogFormat.constant(constant.toBytes());
        }

        private void flush() {
            if (!literal.isEmpty()) {
                byte[] bytes = Bytes.of(literal.toString());
                pieces.add((x, out) -> out.put(bytes));
                literal.setLength(0);
            }
        }

        /** Reads what follows a percent sign; returns the place behind it. */
        private int item(int start) {
            int at = text.startsWith("(", start) ? name(start) : start;
            LogStyle style = common;
            if (text.startsWith("{", at)) {
                int close = text.indexOf('}', at);
                if (close < 0) {
                    throw truncated(start);
                }
                style = flags(text.substring(at + 1, close));
                at = close + 1;
                if (at >= text.length() || text.charAt(at) != '[' && !alphanumeric(text.charAt(at))) {
                    throw new RuleMistake("'%" + text.substring(start, at) + "' is not followed by an alias or by [");
                }
            }
            if (at >= text.length()) {
                throw truncated(start);
            }
            char c = text.charAt(at);
            if (c == '[') {
                return expression(at + 1, style);
            }
            if (alphanumeric(c) && (c < '0' || c > '9' || at > start)) {
                return alias(at, style);
            }
            if (c == '%') {
                literal.append('%');
                return at + 1;
            }
            if (c >= '0' && c <= '9' || c == ' ' || c == '\t') {
                throw new RuleMistake("no alias stands behind the '%' before '" + text.substring(at)
                        + "'; a percent sign itself is written '%%'");
            }
            return at;
        }

        private RuleMistake truncated(int start) {
            return new RuleMistake("the format ends in the middle of '%" + text.substring(start)
                    + "'; a percent sign itself is written '%%'");
        }

        /** {@code (name:type)}, which only structured encodings use. */
        private int name(int open) {
            int close = text.indexOf(')', open);
            if (close < 0) {
                throw truncated(open);
            }
            String inside = text.substring(open + 1, close);
            int colon = inside.indexOf(':');
            String name = colon < 0 ? inside : inside.substring(0, colon);
            if (!name.chars().allMatch(c -> alphanumeric((char) c) || c == '_' || c == '-')) {
                throw new RuleMistake(
                        "expects letters, digits, '_' and '-' in the name of an item, not '" + name + "'");
            }
            if (colon >= 0 && !List.of("str", "sint", "bool", "raw").contains(inside.substring(colon + 1))) {
                throw new RuleMistake("expects str, sint, bool or raw as the type of an item, not '"
                        + inside.substring(colon + 1) + "'");
            }
            return close + 1;
        }

        private LogStyle flags(String list) {
            LogStyle style = common;
            for (String flag : list.split(",")) {
                String word = flag.strip();
                if (word.length() < 2 || word.charAt(0) != '+' && word.charAt(0) != '-') {
                    continue;
                }
                String bare = word.substring(1);
                if ((word.equals("+json") || word.equals("+cbor")) && !common.http()) {
                    throw new RuleMistake("the encoding '" + bare + "' of log formats is not supported yet");
                }
                LogStyle changed = style.with(bare, word.charAt(0) == '+');
                style = changed == null ? style : changed;
            }
            return style;
        }

        private int alias(int at, LogStyle style) {
            int end = at;
            while (end < text.length() && alphanumeric(text.charAt(end))) {
                end++;
            }
            String name = text.substring(at, end);
            if (name.equals("o")) {
                common = style;
                return end;
            }
            LogAlias alias = LogAliases.TABLE.find(name);
            if (alias == null) {
                throw new RuleMistake("no alias is named '%" + name + "'" + LogAliases.TABLE.didYouMean(name)
                        + "; a percent sign itself is written '%%'");
            }
            flush();
            pieces.add(alias.bind().apply(style, names));
            variable = true;
            return end;
        }

        private int expression(int at, LogStyle style) {
            ExprCompiler.Parsed parsed = expressions.parse(text, at, pos);
            int end = parsed.end();
            if (end >= text.length() || text.charAt(end) != ']') {
                String found = end >= text.length() ? "but the format ends" : "not '" + text.charAt(end) + "'";
                throw new RuleMistake("expects ']' behind '%[" + text.substring(at, end) + "', " + found);
            }
            expressions.refuseUnread(parsed.fetch().name(), parsed.fetch().needs(), phase);
            Expression expression = ExprCompiler.inPhase(parsed, phase);
            flush();
            pieces.add((x, out) -> LogText.sample(x, out, style, expression));
            variable = true;
            return end + 1;
        }
    }

    private static boolean alphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
