package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON as it comes from others: read where it is right, refused where it is not or too much. */
class JsonTest {
    @Test
    void pathsIntoWhatIsThereAndWhatIsNot() throws Exception {
        Json json = Json.read("{\"a\":[{\"b\":1,\"c\":\"x\\u00e9\"},null,true],\"d\":{}}");
        assertThat(json.at("a").first().at("b").number(0)).isEqualTo(1);
        assertThat(json.at("a").first().at("c").text()).isEqualTo("xé");
        assertThat(json.at("a").items().get(2).isTrue()).isTrue();
        assertThat(json.at("no").first().at("where").text()).isEmpty();
        assertThat(json.at("d").isObject()).isTrue();
        assertThat(json.at("no").isPresent()).isFalse();
        assertThat(json).hasToString("{\"a\":[{\"b\":1,\"c\":\"xé\"},null,true],\"d\":{}}");
    }

    @Test
    void writesInOrder() {
        Object value =
                Json.object("z", 1, "a", List.of("q\"", 2L), "n", null, "t", true, "l", Arrays.asList(1.5, null));
        assertThat(Json.write(value)).isEqualTo("{\"z\":1,\"a\":[\"q\\\"\",2],\"n\":null,\"t\":true,\"l\":[1.5,null]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{", "{\"a\":}", "[1,]", "nope", "{} {}", "{'a':1}", "\"open", "<html>"})
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(Json.Malformed.class);
    }

    @Test
    void refusesWhatIsTooDeepOrTooLong() {
        assertThatThrownBy(() -> Json.read("[".repeat(10_000))).isInstanceOf(Json.Malformed.class);
        assertThatThrownBy(() -> Json.read("\"" + "x".repeat(2 << 20) + "\"")).isInstanceOf(Json.Malformed.class);
        assertThatThrownBy(() -> Json.read("[" + "0,".repeat(600_000) + "0]")).isInstanceOf(Json.Malformed.class);
        assertThatThrownBy(() -> Json.read("1".repeat(100))).isInstanceOf(Json.Malformed.class);
    }
}
