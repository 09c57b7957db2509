package dev.lintel.proxy;

import dev.lintel.balance.Server;
import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.model.ServerTlsSpec;
import dev.lintel.stream.Prober;
import dev.lintel.stream.Target;
import org.jspecify.annotations.Nullable;

/** How a health check is protected, and whom it asks for (manual section 5.2: {@code check-ssl}, {@code check-sni}, {@code check-sni-auto}). */
final class CheckTls {
    private CheckTls() {}

    /** Null: the check is made in the clear. */
    static Prober.@Nullable Secured of(
            CheckStep.Connect connect, CheckPlan plan, Server server, Target where, Exchange x) {
        ServerTlsSpec spec = server.spec().tls();
        if (spec == null || where.tls() == null || !(connect.tls() || connect.asServer() && spec.checks())) {
            return null;
        }
        String name = connect.name();
        if (name == null && connect.asServer()) {
            name = spec.checkSni() == null && spec.checkSniAuto() ? host(plan, x) : spec.checkSni();
        }
        return new Prober.Secured(where.tls(), name);
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
