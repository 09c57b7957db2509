package dev.lintel.compile;

import dev.lintel.base.Table;
import dev.lintel.rule.Actions;
import dev.lintel.rule.Converters;
import dev.lintel.rule.Fetches;
import dev.lintel.rule.LogAliases;
import dev.lintel.rule.Matchers;
import dev.lintel.rule.Refusal;
import dev.lintel.rule.Refusals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Every word of the rule language and whether it runs, for {@code lintel keywords}. */
public final class RuleKeywords {
    /** @param refusal why it does not run; null where it does */
    public record Listed(String kind, String name, @Nullable String refusal) {}

    private static final String LATER = "comes with a later version";

    private RuleKeywords() {}

    public static List<Listed> all() {
        List<Listed> all = new ArrayList<>();
        add(all, "action", Actions.TABLE.names(), Refusals.ACTIONS, OtherKeywords.actions());
        List<String> fetches = new ArrayList<>(Fetches.TABLE.names());
        // Its arguments are names of ACLs, so the compiler reads it itself.
        fetches.add("acl");
        add(all, "sample fetch", fetches, Refusals.FETCHES, OtherKeywords.fetches());
        List<String> criteria = new ArrayList<>(AclKeywords.TABLE.names());
        criteria.removeAll(Fetches.TABLE.names());
        for (String name : criteria) {
            boolean runs = Fetches.TABLE.has(AclKeywords.TABLE.find(name).fetch());
            all.add(new Listed("acl criterion", name, runs ? null : LATER));
        }
        Matchers.TABLE.names().forEach(name -> all.add(new Listed("acl match method", "-m " + name, null)));
        add(all, "converter", Converters.TABLE.names(), Refusals.CONVERTERS, OtherKeywords.converters());
        LogAliases.TABLE.names().forEach(name -> all.add(new Listed("log alias", "%" + name, null)));
        return all;
    }

    /** Those that run, those that are refused with a reason, and what else HAProxy knows; each kind in the order of the alphabet. */
    private static void add(
            List<Listed> all, String kind, Collection<String> run, Table<Refusal> refused, Set<String> known) {
        Set<String> names = new TreeSet<>(run);
        names.addAll(refused.names());
        names.addAll(known);
        for (String name : names) {
            Refusal refusal = refused.find(name);
            String why = run.contains(name) ? null : refusal != null ? refusal.reason() : LATER;
            all.add(new Listed(kind, name, why));
        }
    }
}
