package dev.lintel.config;

import dev.lintel.base.Near;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.TreeMap;

/**
 * The variables that {@code "${NAME}"} reads (HAProxy manual, section 2.3): the process's own, those that HAProxy predefines,
 * and what {@code setenv} and its kin in {@code global} make of them.
 *
 * <p>A copy: nothing is ever written back to the process. Owned by the thread that reads the configuration.
 */
public final class Environment {
    /** What a condition is told when it asks for HAProxy's version: the release whose language Lintel speaks. */
    public static final String VERSION = "3.4.0";

    public static final String BRANCH = "3.4";

    private static final String[][] PREDEFINED = {
        {"HAPROXY_STARTUP_VERSION", VERSION},
        {"HAPROXY_BRANCH", BRANCH},
        {
            "HAPROXY_HTTP_LOG_FMT",
            "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r"
        },
        {
            "HAPROXY_HTTP_CLF_LOG_FMT",
            "%{+Q}o %{-Q}ci - - [%trg] %r %ST %B \"\" \"\" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta %tsc %ac %fc %bc %sc %rc %sq"
                    + " %bq %CC %CS %hrl %hsl"
        },
        {
            "HAPROXY_HTTPS_LOG_FMT",
            "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r"
                    + " %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc"
        },
        {"HAPROXY_KEYLOG_FC_LOG_FMT", keyLog("fc", " ")},
        {"HAPROXY_KEYLOG_BC_LOG_FMT", keyLog("bc", "  ")},
        {"HAPROXY_TCP_LOG_FMT", "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq"},
        {
            "HAPROXY_TCP_CLF_LOG_FMT",
            "%{+Q}o %{-Q}ci - - [%T] \"TCP \" 000 %B \"\" \"\" %cp %ms %ft %b %s %Th %Tw %Tc %Tt %U %ts-- %ac %fc %bc %sc %rc"
                    + " %sq %bq \"\" \"\" "
        },
    };

    private final TreeMap<String, String> variables = new TreeMap<>();

    private Environment() {}

    /** The lines of an SSLKEYLOGFILE for one side of the connection; HAProxy 3.4 has a second blank in the server's. */
    private static String keyLog(String side, String gap) {
        StringBuilder out = new StringBuilder("CLIENT_RANDOM %[ssl_")
                .append(side)
                .append("_client_random,hex]")
                .append(gap)
                .append("%[ssl_")
                .append(side)
                .append("_session_key,hex]");
        for (String secret : new String[] {
            "CLIENT_EARLY_TRAFFIC_SECRET",
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "CLIENT_TRAFFIC_SECRET_0",
            "SERVER_TRAFFIC_SECRET_0",
            "EXPORTER_SECRET",
            "EARLY_EXPORTER_SECRET"
        }) {
            String fetch = "ssl_" + side + "_" + secret.toLowerCase(java.util.Locale.ROOT);
            out.append('\n')
                    .append(secret)
                    .append(" %[ssl_")
                    .append(side)
                    .append("_client_random,hex] %[")
                    .append(fetch)
                    .append(']');
        }
        return out.toString();
    }

    /** An environment of nothing but what HAProxy predefines. */
    public static Environment empty() {
        Environment environment = new Environment();
        for (String[] pair : PREDEFINED) {
            environment.set(pair[0], pair[1]);
        }
        return environment;
    }

    /** The environment of this process, as bytes, and what HAProxy predefines where the process has no such variable. */
    public static Environment ofProcess() {
        Environment environment = empty();
        environment.set("HAPROXY_LOCALPEER", hostName());
        System.getenv().forEach((name, value) -> environment.set(name, bytesOf(value)));
        return environment;
    }

    /** The value, or null when there is no such variable. */
    public String find(String name) {
        return variables.get(name);
    }

    public void set(String name, String value) {
        variables.put(name, value);
    }

    /** {@code presetenv}: sets the variable only where it does not exist. */
    public void preset(String name, String value) {
        variables.putIfAbsent(name, value);
    }

    public void unset(String name) {
        variables.remove(name);
    }

    /** {@code resetenv}: forgets every variable but these. */
    public void keepOnly(Collection<String> names) {
        variables.keySet().retainAll(names);
    }

    /** A tail for an error about an unset variable: the name that may have been meant, or nothing. */
    String didYouMean(String name) {
        return Near.hint(name, variables.keySet());
    }

    private static String bytesOf(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
