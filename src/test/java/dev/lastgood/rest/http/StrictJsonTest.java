package dev.lastgood.rest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.rest.model.RollbackRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not understood is refused with its place, and nothing of it is echoed. */
class StrictJsonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"reason\": secret}|line 1, column 19: it is no JSON",
                "{\"reason\": \"secret|it is no JSON",
                "{\"reason\": 5}|field \"reason\": write a text",
                "{\"reason\": [\"secret\"]}|field \"reason\": write a text",
                "{\"severity\": \"secret\"}|field \"severity\": write one of [Sev0, Sev1, Sev2, Sev3]",
                "{\"severity\": 1}|field \"severity\": write one of [Sev0, Sev1, Sev2, Sev3]",
                "{\"versoin\": \"secret\"}|there is no field \"versoin\"; there are customerImpact, gitRef",
                "[\"secret\"]|the body: write an object",
                "{\"reason\": \"secret\", \"reason\": \"b\"}|it is no JSON",
                "{} {}|line 1, column"
            })
    void saysWhereAndWhatToWrite(String body, String expected) {
        assertThat(refusal(body.getBytes(StandardCharsets.UTF_8), RollbackRequest.class))
                .contains(expected)
                .doesNotContain("secret");
    }

    @Test
    void whatIsNestedDeeplyIsNotFollowed() {
        assertThat(refusal("[".repeat(100_000).getBytes(StandardCharsets.UTF_8), JsonNode.class))
                .contains("nested deeper than 64");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        assertThat(refusal(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"'}, RollbackRequest.class))
                .contains("no JSON");
    }

    @Test
    void nothingIsReadFromAnEmptyBody() {
        assertThat(RequestBodyReader.read(new byte[0], RollbackRequest.class)).isNull();
    }

    private static String refusal(byte[] body, Class<?> type) {
        return catchThrowableOfType(ProblemException.class, () -> RequestBodyReader.read(body, type))
                .problem()
                .detail();
    }
}
