package dev.lintel.acme;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the work for one certificate has come, kept in the store so that a restart goes on where the last run was.
 *
 * @param pending the order under way, or null
 * @param failures in a row
 * @param retry not before then, or null
 * @param problem what went wrong last, or null
 * @param attempts when a CA was asked within the last day
 * @param leftovers records of orders that are history, which could not be removed yet: the next order sees to them
 * @param waits by directory: not before then, by the wish of that CA
 * @param rest no order that nobody asked for before then, after one that succeeded; or null
 */
record Progress(
        @Nullable Pending pending,
        int failures,
        @Nullable Instant retry,
        @Nullable String problem,
        List<Instant> attempts,
        List<TxtRecord> leftovers,
        Map<String, Instant> waits,
        @Nullable Instant rest) {
    static final Progress NONE = new Progress(null, 0, null, null, List.of(), List.of(), Map.of(), null);

    /** Nothing is put off for longer: what says so was written when the clock was ahead. */
    private static final Duration LONGEST = Duration.ofDays(8);

    /** A zone that takes no removals at all must not make the list grow for ever. */
    private static final int MAX_LEFTOVERS = 50;

    /**
     * An order that a CA knows of.
     *
     * @param url where it lives at the CA
     * @param ordered what was ordered
     * @param key the certificate's key in PEM: without it an answer that comes after a crash is worth nothing
     * @param records that were set for it and have to be removed
     * @param ready what those records say that are there, by the word of whoever set them
     */
    record Pending(
            String directory, String url, Ordered ordered, String key, List<TxtRecord> records, List<String> ready) {
        Pending withRecords(List<TxtRecord> set) {
            return new Pending(directory, url, ordered, key, List.copyOf(set), ready);
        }

        Pending withReady(List<String> values) {
            return new Pending(directory, url, ordered, key, records, List.copyOf(values));
        }

        private Object json() {
            return Json.object(
                    "directory", directory,
                    "url", url,
                    "ordered", ordered.json(),
                    "key", key,
                    "records", records.stream().map(Pending::json).toList(),
                    "ready", ready);
        }

        private static Object json(TxtRecord record) {
            return Json.object("domain", record.domain(), "name", record.name(), "value", record.value());
        }

        private static Pending of(Json json) {
            return new Pending(
                    json.at("directory").text(),
                    json.at("url").text(),
                    Ordered.of(json.at("ordered")),
                    json.at("key").text(),
                    Progress.records(json.at("records")),
                    Ordered.texts(json.at("ready")));
        }
    }

    /** What an order did not remove outlives it, and is the next one's to remove. */
    Progress with(@Nullable Pending order) {
        List<TxtRecord> left = new ArrayList<>(leftovers);
        if (order != null) {
            left.addAll(0, order.records);
            Pending all = order.withRecords(left.stream().distinct().toList());
            return new Progress(all, failures, retry, problem, attempts, List.of(), waits, rest);
        }
        if (pending != null) {
            left.addAll(pending.records);
        }
        List<TxtRecord> newest = left.subList(Math.max(0, left.size() - MAX_LEFTOVERS), left.size());
        return new Progress(null, failures, retry, problem, attempts, List.copyOf(newest), waits, rest);
    }

    /** The certificate is there; a CA whose certificates are always due again is not asked without end. */
    Progress done(Instant until) {
        return new Progress(null, 0, null, null, List.of(), with(null).leftovers, Map.of(), until);
    }

    Progress notBefore(Instant next) {
        return new Progress(pending, failures, next, problem, attempts, leftovers, waits, rest);
    }

    Progress attempted(Instant now) {
        List<Instant> today = attempts.stream()
                .filter(each -> each.isAfter(now.minusSeconds(86_400)))
                .toList();
        return new Progress(
                pending,
                failures,
                retry,
                problem,
                java.util.stream.Stream.concat(today.stream(), java.util.stream.Stream.of(now))
                        .toList(),
                leftovers,
                waits,
                rest);
    }

    Progress failed(String why, Instant next, Map<String, Instant> wishes) {
        return new Progress(pending, failures + 1, next, why, attempts, leftovers, Map.copyOf(wishes), rest);
    }

    /** When so many tries a day leave room for another one; null: they do now. */
    @Nullable
    Instant free(Instant now, int aDay) {
        Instant yesterday = now.minus(Duration.ofDays(1));
        List<Instant> today =
                attempts.stream().filter(each -> each.isAfter(yesterday)).toList();
        return today.size() < aDay ? null : today.getFirst().plus(Duration.ofDays(1));
    }

    /** The same without what a clock that was ahead has left. */
    Progress at(Instant now) {
        Map<String, Instant> sane = new LinkedHashMap<>();
        waits.forEach((directory, until) -> sane.put(directory, sane(until, now)));
        List<Instant> past =
                attempts.stream().filter(each -> !each.isAfter(now)).toList();
        return new Progress(pending, failures, sane(retry, now), problem, past, leftovers, sane, sane(rest, now));
    }

    private static @Nullable Instant sane(@Nullable Instant until, Instant now) {
        Instant latest = now.plus(LONGEST);
        return until != null && until.isAfter(latest) ? latest : until;
    }

    String write() {
        return Json.write(Json.object(
                "pending", pending == null ? null : pending.json(),
                "failures", failures,
                "retry", retry,
                "problem", problem,
                "attempts", attempts,
                "leftovers", leftovers.stream().map(Pending::json).toList(),
                "waits", waits,
                "rest", rest));
    }

    static Progress read(Json json) {
        Json pending = json.at("pending");
        Json problem = json.at("problem");
        return new Progress(
                pending.isObject() ? Pending.of(pending) : null,
                (int) json.at("failures").number(0),
                instant(json.at("retry")),
                problem.isPresent() ? problem.text() : null,
                json.at("attempts").items().stream()
                        .map(Progress::instant)
                        .filter(java.util.Objects::nonNull)
                        .toList(),
                records(json.at("leftovers")),
                waits(json.at("waits")),
                instant(json.at("rest")));
    }

    private static List<TxtRecord> records(Json json) {
        return json.items().stream()
                .map(each -> new TxtRecord(
                        each.at("domain").text(),
                        each.at("name").text(),
                        each.at("value").text()))
                .toList();
    }

    private static Map<String, Instant> waits(Json json) {
        Map<String, Instant> waits = new LinkedHashMap<>();
        json.fields().forEach((directory, until) -> {
            Instant at = instant(until);
            if (at != null) {
                waits.put(directory, at);
            }
        });
        return waits;
    }

    private static @Nullable Instant instant(Json json) {
        try {
            return json.isPresent() ? Instant.parse(json.text()) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
