package dev.lintel.compile;

import dev.lintel.base.Near;
import dev.lintel.base.Pos;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.model.HttpErrorsSpec;
import dev.lintel.model.ProxySpec;
import dev.lintel.model.ProxySpec.ErrorSpec;
import dev.lintel.proxy.Replies;
import dev.lintel.rule.DefaultReplies;
import dev.lintel.rule.ErrorFile;
import dev.lintel.rule.Reply;
import dev.lintel.rule.RuleMistake;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the own answers of a configuration: {@code errorfile}, {@code errorloc*}, {@code errorfiles} and {@code http-errors} (manual
 * sections 4.2 and 12.4). Owned by the compiling thread.
 */
final class ErrorReplies {
    private final Compilation all;
    private final Map<String, Map<Integer, Reply>> sections = new LinkedHashMap<>();

    ErrorReplies(Compilation all) {
        this.all = all;
        for (HttpErrorsSpec spec : all.config.httpErrors()) {
            Blame blame = new Blame(all.problems, "in http-errors '" + spec.name() + "': ");
            Map<Integer, Reply> replies = sections.computeIfAbsent(spec.name(), name -> new HashMap<>());
            spec.files().forEach((status, file) -> put(replies, status, file(file.file(), file.pos(), blame)));
        }
    }

    /** The answer of an {@code http-errors} section, an empty one where it has none of that status; null: no such section. */
    @Nullable
    Reply find(String section, int status) {
        Map<Integer, Reply> replies = sections.get(section);
        if (replies == null) {
            return null;
        }
        Reply reply = replies.get(status);
        return reply != null ? reply : new Reply(status, null, List.of(), null, null, null);
    }

    /** The answers of a frontend or backend by status: its lines in order, later ones win, over those that every proxy has. */
    Replies of(ProxySpec proxy, SectionCompiler section) {
        Map<Integer, Reply> own = new HashMap<>();
        Set<Reply> composed = Collections.newSetFromMap(new IdentityHashMap<>());
        Blame blame = new Blame(all.problems, "in " + proxy.keyword() + " '" + proxy.name() + "': ");
        for (ErrorSpec error : proxy.errors()) {
            if (error.kind() == ErrorSpec.Kind.SECTION) {
                section(own, error, blame);
                continue;
            }
            if (error.kind() == ErrorSpec.Kind.WORDS) {
                composed(own, composed, error, section);
                continue;
            }
            for (int status : error.statuses()) {
                put(own, status, reply(error, blame));
            }
        }
        return new Replies(DefaultReplies.all(), own, composed);
    }

    private void composed(Map<Integer, Reply> own, Set<Reply> composed, ErrorSpec error, SectionCompiler section) {
        DefaultReplies.Line line = section.errorReply(error);
        if (line == null) {
            return;
        }
        if (line.reply() == null) {
            own.remove(line.status());
            return;
        }
        own.put(line.status(), line.reply());
        if (line.composed()) {
            composed.add(line.reply());
        }
    }

    private static void put(Map<Integer, Reply> replies, int status, @Nullable Reply reply) {
        if (reply != null) {
            replies.put(status, reply);
        }
    }

    private @Nullable Reply reply(ErrorSpec error, Blame blame) {
        return switch (error.kind()) {
            case FILE -> file(error.argument(), error.pos(), blame);
            case LOCATION_302 -> location(302, "Found", error.argument());
            case LOCATION_303 -> location(303, "See Other", error.argument());
            case WORDS, SECTION -> throw new IllegalStateException("answers of other kinds are read elsewhere");
        };
    }

    private @Nullable Reply file(String file, Pos pos, Blame blame) {
        byte[] content = all.bytes(file, pos);
        if (content == null) {
            return null;
        }
        try {
            return ErrorFile.parse(content);
        } catch (RuleMistake mistake) {
            blame.caught(pos, "errorfile", mistake);
            return null;
        }
    }

    private static Reply location(int status, String reason, String url) {
        List<Reply.Field> fields = List.of(
                new Reply.Field(HeaderName.CACHE_CONTROL, Bytes.of("no-cache"), null),
                new Reply.Field(HeaderName.LOCATION, Bytes.of(url), null));
        return new Reply(status, Bytes.of(reason), fields, null, null, null);
    }

    private void section(Map<Integer, Reply> own, ErrorSpec error, Blame blame) {
        Map<Integer, Reply> replies = sections.get(error.argument());
        if (replies == null) {
            blame.error(
                    error.pos(),
                    "errorfiles",
                    "expects the name of an http-errors section, not '" + error.argument() + "'"
                            + Near.hint(error.argument(), sections.keySet()));
            return;
        }
        for (Map.Entry<Integer, Reply> entry : replies.entrySet()) {
            if (error.statuses().isEmpty() || error.statuses().contains(entry.getKey())) {
                own.put(entry.getKey(), entry.getValue());
            }
        }
    }
}
