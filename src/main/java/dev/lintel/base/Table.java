package dev.lintel.base;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows by name: keywords, fetches, converters, commands and metrics are all kept this way. Immutable.
 *
 * <p>A name given twice is a mistake of ours, found when the class loads. A name that a user mistyped is looked for with
 * {@link #near}.
 */
public final class Table<R> {
    private final Map<String, R> byName;

    private Table(Map<String, R> byName) {
        this.byName = byName;
    }

    /** Builds the table of these rows, in their order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <R> Table<R> of(Function<? super R, String> name, R... rows) {
        return of(name, Arrays.asList(rows));
    }

    /** Builds the table of these rows, in their order. */
    public static <R> Table<R> of(Function<? super R, String> name, Collection<? extends R> rows) {
        Map<String, R> map = LinkedHashMap.newLinkedHashMap(rows.size());
        for (R row : rows) {
            String key = name.apply(row);
            if (map.put(key, row) != null) {
                throw new IllegalStateException("two rows are named '" + key + "'");
            }
        }
        return new Table<>(Collections.unmodifiableMap(map));
    }

    /** Builds one table of rows that were split over several files by family. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <R> Table<R> concat(Function<? super R, String> name, List<? extends R>... families) {
        List<R> all = new ArrayList<>();
        for (List<? extends R> family : families) {
            all.addAll(family);
        }
        return of(name, all);
    }

    /** Joins tables that were split by family; a name in two of them is refused like a name twice in one. */
    @SafeVarargs
    public static <R> Table<R> join(Function<? super R, String> name, Table<? extends R>... tables) {
        List<R> all = new ArrayList<>();
        for (Table<? extends R> table : tables) {
            all.addAll(table.rows());
        }
        return of(name, all);
    }

    /** The row of that name, or null. */
    public @Nullable R find(String name) {
        return byName.get(name);
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    public Collection<R> rows() {
        return byName.values();
    }

    public Collection<String> names() {
        return byName.keySet();
    }

    public int size() {
        return byName.size();
    }

    /** The name that the user may have meant, or null when nothing is close. */
    public @Nullable String near(String mistyped) {
        return Near.of(mistyped, byName.keySet());
    }

    /** {@code "; did you mean 'x'?"}, or nothing: the tail of an error message about an unknown name. */
    public String didYouMean(String mistyped) {
        return Near.hint(mistyped, byName.keySet());
    }

    @Override
    public String toString() {
        return "Table" + byName.keySet();
    }
}
