package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BIN;
import static dev.lintel.exchange.SampleType.BOOL;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.IPV4;
import static dev.lintel.exchange.SampleType.IPV6;
import static dev.lintel.exchange.SampleType.METH;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.Kind;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.ALWAYS;

import dev.lintel.base.Network;
import dev.lintel.http.Bytes;
import java.util.HexFormat;
import java.util.List;

/** Fetches whose value stands in the configuration (manual section 7.3.2). */
final class ConstantFetches {
    static final List<Fetch> ROWS = List.of(
            fetch("always_true", NONE, BOOL, ALWAYS, a -> (x, out) -> out.bool(true)),
            fetch("always_false", NONE, BOOL, ALWAYS, a -> (x, out) -> out.bool(false)),
            fetch("int", Args.Spec.of(Kind.INT, "integer"), INT, ALWAYS, ConstantFetches::number),
            fetch("str", Args.Spec.of(Kind.STR, "string"), STR, ALWAYS, ConstantFetches::text),
            fetch("bool", Args.Spec.of(Kind.STR, "bool"), BOOL, ALWAYS, ConstantFetches::truth),
            fetch("bin", Args.Spec.of(Kind.STR, "hex"), BIN, ALWAYS, ConstantFetches::bytes),
            fetch("ipv4", Args.Spec.of(Kind.STR, "ipv4"), IPV4, ALWAYS, a -> address(a, 4)),
            fetch("ipv6", Args.Spec.of(Kind.STR, "ipv6"), IPV6, ALWAYS, a -> address(a, 16)),
            fetch("meth", Args.Spec.of(Kind.STR, "method"), METH, ALWAYS, ConstantFetches::method));

    private ConstantFetches() {}

    private static Sampler number(Args a) {
        long value = a.num(0, 0);
        return (x, out) -> out.number(value);
    }

    private static Sampler text(Args a) {
        byte[] value = Bytes.of(a.str(0, ""));
        return (x, out) -> out.str(value);
    }

    private static Sampler truth(Args a) {
        boolean value = switch (a.str(0, "")) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw a.mistake("expects 'true', 'false', '1' or '0', not '" + a.str(0, "") + "'");
        };
        return (x, out) -> out.bool(value);
    }

    private static Sampler bytes(Args a) {
        try {
            byte[] value = HexFormat.of().parseHex(a.str(0, ""));
            return (x, out) -> out.bin(value);
        } catch (IllegalArgumentException notHex) {
            throw a.mistake("expects an even number of hexadecimal digits, not '" + a.str(0, "") + "'");
        }
    }

    private static Sampler address(Args a, int length) {
        byte[] ip = Network.address(a.str(0, ""));
        if (ip == null || ip.length != length) {
            throw a.mistake("expects an IPv" + (length == 4 ? 4 : 6) + " address, not '" + a.str(0, "") + "'");
        }
        return (x, out) -> out.address(ip);
    }

    private static Sampler method(Args a) {
        byte[] value = Bytes.of(a.str(0, ""));
        return (x, out) -> {
            out.str(value);
            out.type = METH;
            return true;
        };
    }
}
