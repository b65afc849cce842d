package dev.lastgood.act.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.FlagFormat;
import java.io.StringReader;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PropertiesFlagTest {

    private static final FlagDocument PROPERTIES = FlagDocument.of(FlagFormat.Properties);
    private static final String FLAG = "pricing.assistant on";

    private static Stream<Arguments> lines() {
        return Stream.of(
                arguments("pricing.assistant\\ on=true", null, "pricing.assistant\\ on=false"),
                arguments("  pricing.assistant\\ on : TRUE\r\n", null, "  pricing.assistant\\ on : false\r\n"),
                arguments("pricing.assistant\\ on true\nz = 1\n", null, "pricing.assistant\\ on false\nz = 1\n"),
                arguments("\\u0070ricing.assistant\\ on=a\\\n   b", null, "\\u0070ricing.assistant\\ on=false"),
                arguments(
                        "#pricing.assistant\\ on=x\\\npricing.assistant\\ on=true",
                        null,
                        "#pricing.assistant\\ on=x\\\npricing.assistant\\ on=false"),
                arguments(
                        "a = \\\n pricing.assistant\\ on=1\npricing.assistant\\ on=1",
                        null,
                        "a = \\\n pricing.assistant\\ on=1\npricing.assistant\\ on=false"),
                arguments("pricing.assi\\\r\n  stant\\ on=1", null, "pricing.assi\\\r\n  stant\\ on=false"),
                arguments("pricing.assistant\\ on", null, "pricing.assistant\\ on=false"),
                arguments("pricing.assistant\\ on=\nb=1", null, "pricing.assistant\\ on=false\nb=1"),
                arguments("pricing.assistant\\ on = \\\n  true\n", null, "pricing.assistant\\ on = false\n"),
                arguments("pricing.assistant\\ on=1", " =é\\", "pricing.assistant\\ on=\\ \\=\\u00E9\\\\"),
                arguments("pricing.assistant\\ on=False \n", null, "pricing.assistant\\ on=False \n"));
    }

    @ParameterizedTest(name = "[{0}] becomes [{2}]")
    @MethodSource("lines")
    void onlyTheValueChanges(String before, String off, String after) throws Exception {
        Switched switched = PROPERTIES.switchOff(before, FLAG, off);

        assertThat(switched.document()).isEqualTo(after);
        assertThat(switched.changed()).isEqualTo(!before.equals(after));
        Properties read = new Properties();
        read.load(new StringReader(after));
        assertThat(read.getProperty(FLAG).strip()).isEqualToIgnoringCase(off == null ? "false" : off.strip());
        if (switched.changed() && !switched.before().isEmpty()) {
            assertThat(PROPERTIES
                            .restore(after, FLAG, switched.before(), switched.after())
                            .document())
                    .isEqualTo(before);
        }
    }

    private static Stream<Arguments> refused() {
        return Stream.of(
                arguments("a=secret\nb=secret", Reason.FlagNotFound, "there are: \"a\", \"b\""),
                arguments("", Reason.FlagNotFound, "none"),
                arguments("{\"a\": 1}", Reason.FlagDocumentInvalid, "no properties file"),
                arguments("a=\\u12", Reason.FlagDocumentInvalid, "hexadecimal"),
                arguments(
                        "pricing.assistant\\ on=1\npricing.assistant\\ on=2",
                        Reason.FlagDocumentInvalid,
                        "more than once"));
    }

    @ParameterizedTest(name = "[{0}]")
    @MethodSource("refused")
    void whatCannotBeSwitchedIsSaidWithoutItsValues(String document, Reason reason, String message) {
        SwitchProblem problem =
                catchThrowableOfType(SwitchProblem.class, () -> PROPERTIES.switchOff(document, FLAG, null));

        assertThat(problem.reason()).isEqualTo(reason);
        assertThat(problem).hasMessageContaining(message).hasMessageNotContaining("secret");
    }
}
