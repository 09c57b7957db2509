package dev.lintel.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The order and the form in which findings reach the user, and the tables that give the near misses. */
class ProblemsTest {
    @Test
    void printsByFileOrderThenLine() {
        Problems problems = new Problems();
        problems.file("z.cfg");
        problems.file("a.cfg");
        problems.warning(Pos.of("a.cfg", 2), "second");
        problems.error(Pos.of("a.cfg", 1), "first");
        problems.error(Pos.of("z.cfg", 9), "ninth");
        problems.error(Pos.of("z.cfg", 9), "ninth");
        problems.note(Pos.of("z.cfg", 10), "old -> new");
        problems.hint(Pos.of("z.cfg", 1), "advice");
        StringBuilder out = new StringBuilder();
        problems.print(out);
        assertThat(out)
                .hasToString("z.cfg:9: ninth\nz.cfg:10: note: old -> new\na.cfg:1: first\na.cfg:2: warning: second\n"
                        + "2 errors, 1 warning\n");
    }

    @Test
    void tableRefusesDuplicates() {
        assertThatThrownBy(() -> Table.of(s -> s, List.of("a", "a"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tableFindsTheNearMiss() {
        Table<String> table = Table.of(s -> s, "backend", "balance", "bind", "mode");
        assertThat(table.near("balence")).isEqualTo("balance");
        assertThat(table.near("bnid")).isEqualTo("bind");
        assertThat(table.near("BIND")).isEqualTo("bind");
        assertThat(table.near("http-request")).isNull();
        assertThat(table.didYouMean("mod")).isEqualTo("; did you mean 'mode'?");
    }
}
