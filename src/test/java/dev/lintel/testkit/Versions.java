package dev.lintel.testkit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Why a scenario is about HTTP/1.1 on one side, as its head says or as its steps show; null where it can be told in HTTP/2 as well.
 */
record Versions(String clientsOnlyH1, String serversOnlyH1) {
    private static final Pattern TCP = Pattern.compile("(?m)^\\s*mode\\s+tcp\\b");
    private static final Pattern HTTP = Pattern.compile("(?m)^\\s*mode\\s+http\\b");

    static Versions of(Scenario scenario) {
        return new Reading(scenario).versions();
    }

    /** Adds {@code proto h2} to the servers of a configuration. */
    static String withH2Servers(String config) {
        return config.replaceAll("(?m)^(\\s*(?:server|server-template)\\s.*\\$\\{s\\d+.*)$", "$1 proto h2");
    }

    /** One walk over the steps, which remembers for each actor what it is in the middle of. */
    private static final class Reading {
        private final Scenario scenario;
        private final Map<String, Integer> unanswered = new HashMap<>();
        /** Actors in the middle of a body, and how much of it is still due by its length. */
        private final Map<String, Long> bodies = new HashMap<>();

        private String clients;
        private String servers;
        private boolean clientUsed;
        private boolean serverUsed;

        Reading(Scenario scenario) {
            this.scenario = scenario;
        }

        Versions versions() {
            clients = scenario.clientsH1();
            servers = scenario.serversH1();
            for (String config : scenario.configs().values()) {
                if (TCP.matcher(config).find()
                        || scenario.bare() && !HTTP.matcher(config).find()) both("it is about tcp");
                // The dialect of HAProxy 1.x knows no 'proto'.
                if (scenario.bare()) servers("its configuration stands alone");
            }
            for (Line line : scenario.steps()) step(StepParser.parse(line).step());
            if (!clientUsed) clients("no client speaks");
            if (!serverUsed) servers("no server speaks");
            return new Versions(clients, servers);
        }

        private void both(String why) {
            clients(why);
            servers(why);
        }

        private void clients(String why) {
            if (clients == null) clients = why;
        }

        private void servers(String why) {
            if (servers == null) servers = why;
        }

        private void only(Step.Actor actor, String why) {
            if (actor.client()) clients(why);
            else servers(why);
        }

        private void step(Step step) {
            switch (step) {
                case Step.Send s -> sent(s.actor(), s.message());
                case Step.SendBytes s -> raw(s.actor(), s.bytes().length);
                case Step.SendEvent s -> event(s.actor(), s.event());
                case Step.Receive r -> received(r);
                case Step.ReceiveBytes r -> only(r.actor(), "bytes are looked at as they are");
                case Step.ReceiveEvent r -> event(r.actor(), r.event());
                case Step.Auto a -> {
                    serverUsed = true;
                    outgoing(new Step.Actor(a.server(), false, null, ""), a.answer());
                }
                case Step.Spread s -> sent(s.send().actor(), s.send().message(), false);
                case Step.Until u -> sent(u.send().actor(), u.send().message(), false);
                case Step.Counter c -> {
                    if (!c.counter().endsWith("requests") && !c.counter().equals("log.lines"))
                        servers("it counts connections");
                }
                case Step.Tls t -> {
                    if (t.actor().client()) clients("its TLS says what it speaks");
                }
                default -> {}
            }
        }

        private void event(Step.Actor actor, Step.Event event) {
            unanswered.remove(actor.name());
            if (event == Step.Event.EOF) only(actor, "one half of a connection is closed");
            if (event == Step.Event.SAME_CONNECTION
                    || event == Step.Event.NEW_CONNECTION
                    || event == Step.Event.CONNECT) if (!actor.client()) servers("it looks at connections");
        }

        private void sent(Step.Actor actor, Outgoing message) {
            sent(actor, message, true);
        }

        private void sent(Step.Actor actor, Outgoing message, boolean answered) {
            if (actor.client()) clientUsed = true;
            else serverUsed = true;
            outgoing(actor, message);
            bodies.remove(actor.toString());
            String length = Message.first(message.fields(), "content-length");
            if (length != null && length.matches("\\d{1,9}") && message.body() == null)
                bodies.put(actor.toString(), Long.parseLong(length));
            if (Message.first(message.fields(), "transfer-encoding") != null) bodies.put(actor.toString(), 0L);
            if (actor.client() && answered && unanswered.merge(actor.name(), 1, Integer::sum) > 1)
                clients("requests are sent before their turn");
        }

        private void outgoing(Step.Actor actor, Outgoing message) {
            if (message.untilClose()) servers("the end of a connection ends a body");
            if (message.bytewise()) only(actor, "bytes are sent one by one");
            if (!message.version().equals("HTTP/1.1")) only(actor, "it is about " + message.version());
            if (!message.without().isEmpty()) only(actor, "a message lacks " + message.without());
            if (message.isRequest()) {
                String target = message.start().substring(message.start().indexOf(' ') + 1);
                if (!target.startsWith("/") && !target.equals("*")) clients("the target is " + target);
                if (message.method().equals("CONNECT")) both("it is about tunnels");
                if (Message.values(message.fields(), "host").size() > 1) clients("there are two Host fields");
            } else if (message.status() == 101) {
                both("it is about an upgrade");
            }
            Set<String> seen = new HashSet<>();
            for (Message.Field field : message.fields()) {
                String name = field.name().toLowerCase(java.util.Locale.ROOT);
                if (name.equals("upgrade")) both("it is about an upgrade");
                if (name.equals("te") && !field.value().equals("trailers")) only(actor, "TE says more than trailers");
                if (name.equals("connection") && !field.value().matches("close|keep-alive"))
                    only(actor, "Connection names fields");
                if (name.equals("connection") && !actor.client()) servers("the server closes its connection");
                if (name.equals("transfer-encoding") && !field.value().equals("chunked"))
                    only(actor, "another transfer coding is named");
                if (Set.of("content-length", "transfer-encoding").contains(name) && !seen.add("framing"))
                    only(actor, "two fields say how long the body is");
            }
        }

        private void raw(Step.Actor actor, int length) {
            Long due = bodies.get(actor.toString());
            if (due == null || due < length) only(actor, "bytes are sent as they are");
            else bodies.put(actor.toString(), due - length);
        }

        private void received(Step.Receive r) {
            Expected.Start start = r.message().start();
            if (!r.actor().client()) serverUsed = true;
            if (r.message().sameConnection() || r.message().newConnection()) servers("it looks at connections");
            if (start == null || start.request()) return;
            if (start.method().equals("101")) both("it is about an upgrade");
            if (!start.method().startsWith("1")) unanswered.remove(r.actor().name());
        }
    }

    static List<String> reasons(Scenario scenario) {
        Versions v = of(scenario);
        return List.of("clients: " + v.clientsOnlyH1, "servers: " + v.serversOnlyH1);
    }
}
