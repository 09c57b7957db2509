package dev.lintel.acme;

import static dev.lintel.acme.Setting.optional;
import static dev.lintel.acme.Setting.optionalSecret;
import static dev.lintel.acme.Setting.required;

import dev.lintel.base.Table;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The table of targets of {@code notify <kind> <address> [<setting> <value>]...}. */
public final class NoticeTargets {
    /** Each has its address as its first setting. */
    public static final Table<Row> TABLE = Table.of(
            Row::name,
            row(
                    "webhook",
                    NoticeTargets::webhook,
                    required("url", "the URL to POST to"),
                    optionalSecret("token", "for Authorization: Bearer")),
            row(
                    "ntfy",
                    NoticeTargets::ntfy,
                    required("url", "the URL of the topic, https://ntfy.sh/<topic>"),
                    optionalSecret("token", "an access token, for topics that need one")),
            row(
                    "smtp",
                    SmtpTarget::new,
                    required("server", "the mail server, <host>[:<port>]"),
                    required("from", "the sender's address"),
                    required("to", "the receiver's address, or several with commas between"),
                    optional("username", "the name to sign in with"),
                    optionalSecret("password", "the password to sign in with"),
                    optional("tls", "starttls, implicit or none; by the port if not set"),
                    optional("ca-file", "the certificates of the authority to trust, where the system does not")));

    private NoticeTargets() {}

    /** One kind of target. */
    public record Row(String name, List<Setting> settings, Factory factory) {
        private String owner() {
            return "notify " + name;
        }
    }

    /** Makes a target of settings that hold all that is required. */
    interface Factory {
        NoticeTarget make(Settings settings) throws DnsFault;
    }

    private static Row row(String name, Factory factory, Setting... settings) {
        return new Row(name, List.of(settings), factory);
    }

    /** Everything wrong with the words after {@code notify}; empty when all is well. */
    public static List<String> problems(List<String> words) {
        Row row = words.isEmpty() ? null : TABLE.find(words.getFirst());
        if (row == null) {
            String kinds = String.join(", ", TABLE.names());
            return List.of(
                    words.isEmpty()
                            ? "'notify' expects " + kinds + " and an address"
                            : "'notify' expects one of " + kinds + ", not '" + words.getFirst() + "'"
                                    + TABLE.didYouMean(words.getFirst()));
        }
        if (words.size() < 2 || words.size() % 2 == 1) {
            String address = row.settings().getFirst().what();
            return List.of("'notify " + row.name() + "' expects " + address + ", and then names and values of settings"
                    + (words.size() < 2 ? "" : "; '" + words.getLast() + "' has no value"));
        }
        List<String> found = new ArrayList<>(Settings.problems(row.owner(), row.settings(), values(row, words)));
        if (found.isEmpty()) {
            try {
                row.factory().make(new Settings(row.owner(), values(row, words), name -> null));
            } catch (DnsFault e) {
                found.add(String.valueOf(e.getMessage()));
            }
        }
        return found;
    }

    private static Map<String, String> values(Row row, List<String> words) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(row.settings().getFirst().name(), words.get(1));
        for (int i = 2; i + 1 < words.size(); i += 2) {
            values.put(words.get(i), words.get(i + 1));
        }
        return values;
    }

    /** The target of the words after {@code notify}. */
    static NoticeTarget make(List<String> words, UnaryOperator<@Nullable String> environment) throws DnsFault {
        List<String> problems = problems(words);
        if (!problems.isEmpty()) {
            throw new DnsFault(problems.getFirst());
        }
        Row row = TABLE.find(words.getFirst());
        if (row == null) {
            throw new DnsFault("'notify' expects one of " + String.join(", ", TABLE.names()));
        }
        return row.factory().make(new Settings(row.owner(), values(row, words), environment));
    }

    private static WebApi api(Settings settings) throws DnsFault {
        return new WebApi(settings, settings.text("url", ""), "a 'token' that may post there", request -> {
            if (settings.has("token")) {
                request.headers().put("Authorization", "Bearer " + settings.secret("token"));
            }
        });
    }

    private static NoticeTarget webhook(Settings settings) throws DnsFault {
        WebApi api = api(settings);
        return notice -> api.post(
                "",
                Json.object(
                        "program", "lintel",
                        "kind", notice.kind().word(),
                        "subject", notice.subject(),
                        "text", notice.text(),
                        "time", InstantSource.system().instant().toString()));
    }

    /** The text as the body, the subject as a header (docs.ntfy.sh/publish). */
    private static NoticeTarget ntfy(Settings settings) throws DnsFault {
        WebApi api = api(settings);
        return notice -> {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.put("Title", encodedWord(notice.subject()));
            headers.put("Priority", notice.kind() == Notice.Kind.FAILURE ? "high" : "default");
            headers.put("Tags", notice.kind() == Notice.Kind.NEWS ? "lock" : "warning");
            headers.put("Content-Type", "text/plain; charset=utf-8");
            api.send(new WebApi.Request("POST", api.at(""), notice.text(), headers))
                    .orFail();
        };
    }

    /** Plain where it is ASCII, else as RFC 2047 has it. */
    static String encodedWord(String text) {
        boolean plain = text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        return plain
                ? text
                : "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
