package dev.lintel.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations, sizes, numbers and networks as HAProxy 2.6 reads them. */
class UnitsTest {
    @ParameterizedTest
    @CsvSource({"250,250", "5s,5000", "1m,60000", "24d,2073600000", "0,0", "1us,1", "1500us,2", "2147483647,2147483647"
    })
    void readsDurations(String text, long millis) {
        assertThat(Units.millis(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ms", "", "5x", "5ss", "1m5s", "1.5s", "-1", "30M"})
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> Units.millis(text))
                .hasMessageStartingWith("expects a duration such as")
                .hasMessageEndingWith("not '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"25d", "3000000000", "99999999999999999999"})
    void boundsDurations(String text) {
        assertThatThrownBy(() -> Units.millis(text)).hasMessageContaining("at most 2147483647 ms");
    }

    @Test
    void bareNumberTakesTheKeywordsUnit() {
        assertThat(Units.millis("3", Units.Time.S)).isEqualTo(3000);
    }

    @ParameterizedTest
    @CsvSource({"16384,16384", "16k,16384", "1M,1048576", "2g,2147483648"})
    void readsSizes(String text, long bytes) {
        assertThat(Units.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", "", "5x", "16kb", "99999999999g", "-1"})
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> Units.bytes(text)).hasMessageEndingWith("not '" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.1.2,true",
        "10.0.0.0/8,11.0.0.0,false",
        "10.0.0.0/255.0.0.0,10.1.1.1,true",
        "192.168.1.77/25,192.168.1.3,true",
        "192.168.1.77/25,192.168.1.130,false",
        "0.0.0.0/0,1.2.3.4,true",
        "0.0.0.0/0,::1,false",
        "2001:db8::/33,2001:db8:7fff::1,true",
        "2001:db8::/33,2001:db8:8000::1,false",
        "::ffff:1.2.3.4,::ffff:102:304,true",
    })
    void networkContains(String network, String address, boolean within) {
        assertThat(Network.parse(network).contains(Network.address(address))).isEqualTo(within);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10.0.0",
                "10.0.0.256",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/255.0.255.0",
                "1::2::3",
                ":1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:",
                "12345::",
                "::g",
                "::/129",
                "host",
                "1.2.3.4.5"
            })
    void refusesWhatIsNoNetwork(String text) {
        assertThat(Network.parse(text)).isNull();
    }
}
