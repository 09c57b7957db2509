package dev.lintel.proxy;

import dev.lintel.balance.Server;
import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.model.ServerSpec;
import dev.lintel.model.ServerTlsSpec;
import dev.lintel.stream.Prober;
import dev.lintel.stream.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a health check's connection consists of: what its step says, else the server's line where that counts (manual section 5.2: {@code
 * check-ssl}, {@code check-sni}, {@code check-sni-auto}, {@code check-alpn}, {@code check-proto}).
 */
final class CheckLayers {
    private CheckLayers() {}

    static Prober.Layers of(CheckStep.Connect connect, CheckPlan plan, Server server, Target where, Exchange x) {
        ServerTlsSpec spec = server.spec().tls();
        boolean secured = spec != null && where.tls() != null && (connect.tls() || connect.asServer() && spec.checks());
        Prober.Http http = plan.http() ? http(connect, server.spec()) : Prober.Http.ONE;
        if (!secured) {
            return new Prober.Layers(http, null, null, List.of());
        }
        String name = connect.name();
        if (name == null && connect.asServer()) {
            name = spec.checkSni() == null && spec.checkSniAuto() ? host(plan, x) : spec.checkSni();
        }
        return new Prober.Layers(http, where.tls(), name, alpn(connect, spec));
    }

    /** What is forced, wherever the check leads; else ALPN decides. */
    private static Prober.Http http(CheckStep.Connect connect, ServerSpec server) {
        String proto = connect.proto();
        if (proto == null && connect.asServer()) {
            proto = server.check().proto() == null
                    ? server.proto()
                    : server.check().proto();
        }
        return proto == null ? Prober.Http.NEGOTIATED : proto.equals("h2") ? Prober.Http.TWO : Prober.Http.ONE;
    }

    /** The server's list stands for what is not said, even where the line has no say otherwise. */
    private static List<String> alpn(CheckStep.Connect connect, ServerTlsSpec spec) {
        return connect.alpn() != null ? connect.alpn() : connect.asServer() ? spec.checkAlpn() : spec.alpn();
    }

    /** The host that the first request names, without its port; only where no line says how to connect. */
    private static @Nullable String host(CheckPlan plan, Exchange x) {
        for (CheckStep step : plan.steps()) {
            if (step instanceof CheckStep.Connect connect && connect != CheckStep.Connect.IMPLIED) {
                return null;
            }
            if (step instanceof CheckStep.Send send) {
                return host(send, x);
            }
        }
        return null;
    }

    private static @Nullable String host(CheckStep.Send send, Exchange x) {
        for (CheckStep.Field field : send.fields()) {
            if (field.name().is(HeaderName.HOST)) {
                byte[] value = field.value().bytes(x);
                int colon = Bytes.text(value, 0, value.length).indexOf(':');
                int length = colon < 0 ? value.length : colon;
                return length == 0 ? null : Bytes.text(value, 0, length);
            }
        }
        return null;
    }
}
