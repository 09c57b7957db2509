package dev.lintel.rule;

import java.util.List;

/** Actions that are refused by name (manual section 4.4), each with its reason. */
final class RefusedActions {
    private static final String STICK_TABLES = "stick tables come with a later version";
    private static final String CACHE = "the HTTP cache comes with a later version";
    private static final String FILES = "files of patterns are read at start and at reload only; use a map and set-map";
    private static final String PRIORITY = "queues serve in the order of arrival";

    static final List<Refusal> ROWS = List.of(
            new Refusal("track-sc0", STICK_TABLES),
            new Refusal("track-sc1", STICK_TABLES),
            new Refusal("track-sc2", STICK_TABLES),
            new Refusal("sc-add-gpc", STICK_TABLES),
            new Refusal("sc-inc-gpc", STICK_TABLES),
            new Refusal("sc-inc-gpc0", STICK_TABLES),
            new Refusal("sc-inc-gpc1", STICK_TABLES),
            new Refusal("sc-set-gpt", STICK_TABLES),
            new Refusal("sc-set-gpt0", STICK_TABLES),
            new Refusal("cache-use", CACHE),
            new Refusal("cache-store", CACHE),
            new Refusal("set-priority-class", PRIORITY),
            new Refusal("set-priority-offset", PRIORITY),
            new Refusal("set-bandwidth-limit", "bandwidth limits come with a later version"),
            new Refusal("send-spoe-group", "SPOE is not spoken"),
            new Refusal("use-service", "services come with a later version"),
            new Refusal(
                    "do-resolve", "names are resolved at the start only; write addresses or names on 'server' lines"),
            new Refusal("add-acl", FILES),
            new Refusal("del-acl", FILES),
            new Refusal("expect-proxy", "write 'accept-proxy' on the 'bind' line"),
            new Refusal("attach-srv", "reverse HTTP is not spoken"),
            new Refusal(
                    "expect-netscaler-cip",
                    "the NetScaler protocol is not spoken; use 'accept-proxy' on the 'bind' line"),
            new Refusal("switch-mode", "a tcp frontend cannot become an http one; write 'mode http'"),
            new Refusal("dgram-drop", "QUIC comes with a later version"),
            new Refusal("send-retry", "QUIC comes with a later version"));

    private RefusedActions() {}
}
