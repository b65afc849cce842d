package dev.lastgood.lib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocatedJsonTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "text; \"a \\\" b\"; STRING",
                "number; -1.50e3; NUMBER",
                "truth; true; BOOLEAN",
                "nothing; null; NULL",
                "list; [1, {\"x\": 2}]; LIST",
                "object; {\"x\": [1]}; OBJECT"
            })
    void a_value_is_found_with_its_place(String name, String written, Located.Kind kind) throws Exception {
        String text = "{ \"before\": {\"" + name + "\": 0},\n  \"" + name + "\" :  " + written + "  , \"after\": 1}";

        Located.Member member = LocatedJson.read(text).root().member(name).orElseThrow();

        assertThat(member.value().kind()).isEqualTo(kind);
        assertThat(text.substring(member.value().start(), member.value().end())).isEqualTo(written);
        assertThat(text.substring(member.at())).startsWith("\"" + name + "\" :");
    }

    @Test
    void a_name_that_occurs_twice_is_reported_and_the_last_one_is_found() throws Exception {
        Located root = LocatedJson.read("{\"a\": 1, \"b\": 2, \"a\": 3}").root();

        assertThat(root.isTwice("a")).isTrue();
        assertThat(root.isTwice("b")).isFalse();
        assertThat(root.byName()).containsOnlyKeys("a", "b");
        assertThat(root.byName().get("a").value().scalar()).isEqualTo("3");
    }

    @Test
    void what_follows_the_value_is_reported_with_its_line() throws Exception {
        assertThat(LocatedJson.read("{}\n\n").lineBehind()).isZero();
        assertThat(LocatedJson.read("{}\n\n{}").lineBehind()).isEqualTo(3);
        assertThat(LocatedJson.read("  \n").root().kind()).isEqualTo(Located.Kind.NULL);
        assertThatThrownBy(() -> LocatedJson.read("flags:\n  a: 1")).isInstanceOf(JsonProcessingException.class);
    }
}
