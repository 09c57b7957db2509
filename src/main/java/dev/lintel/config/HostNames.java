package dev.lintel.config;

import dev.lintel.base.Word;
import dev.lintel.model.AclSpec;
import dev.lintel.model.RuleSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names under which a frontend is visited, as far as its rules say them: exact texts that the host of a request, or the name asked
 * for in the handshake, is compared with. {@code bind ... ssl acme} orders certificates for them.
 */
final class HostNames {
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

    /** The fetches of a host, with converters that keep it one. */
    private static final Pattern HOST = Pattern.compile(
            "(hdr|req\\.hdr|req\\.fhdr)\\((?i:host)(,-?1)?\\)(,(lower|host_only|field\\(1,:\\)|word\\(1,:\\)))*"
                    + "|ssl_fc_sni(,lower)?|req\\.ssl_sni(,lower)?|req_ssl_sni(,lower)?");

    private static final Set<String> REFUSALS = Set.of("deny", "tarpit", "reject", "silent-drop");

    private HostNames() {}

    /** Whether a text can be the name of a host, in lower case. */
    static boolean isName(String text) {
        return text.length() <= 253 && NAME.matcher(text).matches() && !isNumbers(text);
    }

    private static boolean isNumbers(String text) {
        return text.chars().allMatch(c -> c == '.' || Character.isDigit(c));
    }

    /** In the order in which they stand; what only refuses requests for a name does not count. */
    static List<String> of(ProxyDraft proxy) {
        Set<String> names = new LinkedHashSet<>();
        Set<String> used = new LinkedHashSet<>();
        for (RuleSpec rule : proxy.rules) {
            condition(rule, names, used);
        }
        for (AclSpec acl : proxy.acls) {
            if (used.contains(acl.name())) {
                criterion(acl.words(), names);
            }
        }
        return List.copyOf(names);
    }

    private static void condition(RuleSpec rule, Set<String> names, Set<String> used) {
        List<Word> words = rule.words();
        int at = 0;
        while (at < words.size() && !words.get(at).is("if") && !words.get(at).is("unless")) {
            at++;
        }
        if (at == words.size()) {
            return;
        }
        boolean refuses = words.stream().limit(at).anyMatch(w -> REFUSALS.contains(w.text()));
        boolean unless = words.get(at).is("unless");
        boolean negated = false;
        for (at++; at < words.size(); at++) {
            String word = words.get(at).text();
            boolean counts = !refuses || negated != unless;
            if (word.equals("!")) {
                negated = !negated;
            } else if (word.equals("{") || word.equals("!{")) {
                int end = at + 1;
                while (end < words.size() && !words.get(end).is("}")) {
                    end++;
                }
                if (counts || word.equals("!{")) {
                    criterion(words.subList(at + 1, end), names);
                }
                at = end;
                negated = false;
            } else {
                String name = word.startsWith("!") ? word.substring(1) : word;
                if (counts || word.startsWith("!")) {
                    used.add(name);
                }
                negated = false;
            }
        }
    }

    /** {@code hdr(host) -i a b}: exact matches only. */
    private static void criterion(List<Word> words, Set<String> names) {
        if (words.isEmpty() || !HOST.matcher(words.getFirst().text()).matches()) {
            return;
        }
        List<String> found = new ArrayList<>();
        boolean flags = true;
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i).text();
            if (flags && word.equals("-m")) {
                if (i + 1 < words.size() && !words.get(i + 1).is("str")) {
                    return;
                }
                i++;
            } else if (flags && word.equals("-f")) {
                i++;
            } else if (flags && word.startsWith("-")) {
                flags = !word.equals("--");
            } else {
                flags = false;
                found.add(word.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", ""));
            }
        }
        for (String name : found) {
            if (isName(name)) {
                names.add(name);
            }
        }
    }
}
