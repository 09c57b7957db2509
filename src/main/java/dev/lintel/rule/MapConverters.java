package dev.lintel.rule;

import static dev.lintel.rule.Converter.converter;

import dev.lintel.exchange.SampleType;
import dev.lintel.http.AddressText;
import dev.lintel.http.Bytes;
import java.util.ArrayList;
import java.util.List;

/** {@code map} and its family: {@code map_<match method>[_<type of value>]} (manual section 7.3.1). */
final class MapConverters {
    private static final String METHODS = "str beg dir dom end int ip reg sub";

    static final List<Converter> ROWS = rows();

    private MapConverters() {}

    private static List<Converter> rows() {
        List<Converter> rows = new ArrayList<>();
        rows.add(row("map", "str", MapTable.Output.STR));
        for (String method : METHODS.split(" ")) {
            rows.add(row("map_" + method, method, MapTable.Output.STR));
            rows.add(row("map_" + method + "_int", method, MapTable.Output.INT));
            rows.add(row("map_" + method + "_ip", method, MapTable.Output.IP));
            rows.add(row("map_" + method + "_key", method, MapTable.Output.KEY));
        }
        rows.add(converter(
                "map_regm", spec(MapTable.Output.STR), SampleType.STR, SampleType.STR, MapConverters::filled));
        return List.copyOf(rows);
    }

    private static Converter row(String name, String method, MapTable.Output output) {
        Matcher matcher = Matchers.TABLE.find(method);
        SampleType out = switch (output) {
            case STR, KEY -> SampleType.STR;
            case INT -> SampleType.INT;
            case IP -> SampleType.ADDR;
        };
        return converter(name, spec(output), matcher.in(), out, a -> lookUp(a, matcher, output));
    }

    private static Args.Spec spec(MapTable.Output output) {
        Args.Spec name = Args.Spec.of(Args.Kind.STR, "map_name");
        return switch (output) {
            case KEY -> name;
            case INT -> name.optional(Args.Kind.INT, "default_value");
            case STR, IP -> name.optional(Args.Kind.STR, "default_value");
        };
    }

    private static PatternFile file(Args a) {
        return a.names().patternFiles().map(a.str(0, ""), a.names(), a.pos());
    }

    private static Conversion lookUp(Args a, Matcher matcher, MapTable.Output output) {
        Conversion otherwise = otherwise(a, output);
        MapTable table = new MapTable(file(a), matcher, output);
        return (x, s) -> table.find(s) || otherwise.convert(x, s);
    }

    private static Conversion filled(Args a) {
        Conversion otherwise = otherwise(a, MapTable.Output.STR);
        RegexMap map = new RegexMap(file(a));
        return (x, s) -> map.find(s) || otherwise.convert(x, s);
    }

    /** The default value, or no value. */
    private static Conversion otherwise(Args a, MapTable.Output output) {
        if (!a.has(1)) {
            return (x, s) -> false;
        }
        if (output == MapTable.Output.INT) {
            long number = a.num(1, 0);
            return (x, s) -> s.number(number);
        }
        byte[] text = Bytes.of(a.str(1));
        if (output == MapTable.Output.STR) {
            return (x, s) -> s.str(text);
        }
        byte[] ip = AddressText.parse(text, 0, text.length);
        if (ip == null) {
            throw a.mistake("expects an IP address as default value, not '" + a.str(1) + "'");
        }
        return (x, s) -> s.address(ip);
    }
}
