package dev.lintel.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.base.Pos;
import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The content of a map changes under its users, for all of them or for none. */
class PatternFileTest {
    private final Bind.FixedNames names = new Bind.FixedNames();

    private String find(MapTable table, String key) {
        Sample s = new Sample();
        s.str(key);
        return table.find(s) ? Bind.show(s) : "NONE";
    }

    private MapTable use(String file, String method, MapTable.Output output) {
        PatternFile map = names.patternFiles.map(file, names, Pos.of("test", 1));
        return new MapTable(map, Matchers.TABLE.find(method), output);
    }

    @Test
    void oneFileIsLoadedOnceUnderAllItsNames() {
        names.files.put("a.map", Bytes.of("x 1\n"));
        names.files.put("file@a.map", Bytes.of("x 2\n"));
        use("a.map", "str", MapTable.Output.STR);
        assertThat(find(use("file@a.map", "str", MapTable.Output.STR), "x")).isEqualTo("1");
        assertThat(names.patternFiles.all()).hasSize(1);
    }

    @Test
    void newContentReachesEveryUse() {
        names.files.put("a.map", Bytes.of("# none yet\n"));
        MapTable exact = use("a.map", "str", MapTable.Output.INT);
        MapTable prefix = use("a.map", "beg", MapTable.Output.KEY);
        assertThat(find(exact, "x")).isEqualTo("NONE");
        names.patternFiles.find("a.map").replace(List.of(new PatternFile.Entry(0, "x", "7")));
        assertThat(find(exact, "x")).isEqualTo("7");
        assertThat(find(prefix, "xyz")).isEqualTo("x");
    }

    @Test
    void contentThatOneUseCannotTakeChangesNone() {
        names.files.put("a.map", Bytes.of("x 1\n"));
        MapTable text = use("a.map", "str", MapTable.Output.STR);
        MapTable number = use("a.map", "str", MapTable.Output.INT);
        PatternFile file = names.patternFiles.find("a.map");
        assertThatThrownBy(() -> file.replace(List.of(new PatternFile.Entry(3, "x", "many"))))
                .hasMessage("expects numbers as values of the map, not 'many' (a.map:3)");
        assertThat(find(text, "x")).isEqualTo("1");
        assertThat(find(number, "x")).isEqualTo("1");
        assertThat(file.entries()).hasSize(1);
    }
}
