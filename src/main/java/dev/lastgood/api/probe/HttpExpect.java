package dev.lastgood.api.probe;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/** What is expected of the answer to an HTTP request; all that is written must hold. */
public class HttpExpect {

    @JsonPropertyDescription(
            "Status codes that are expected, each 100 to 599; at most 16. Default: 200. Another one is Bad (StatusUnexpected).")
    @Size(max = 16)
    public List<@Min(100) @Max(599) Integer> status = new ArrayList<>();

    @JsonPropertyDescription(
            "A value that is expected in the answer, which then must be JSON, whatever content type it claims (else Bad, AnswerNotJson).")
    public JsonExpect json;

    @JsonPropertyDescription(
            "A regular expression (RE2 syntax: no look-around, no back references) that must be found somewhere in the answer, read as "
                    + "UTF-8; at most 1024 characters. Not found: Bad (AnswerUnexpected). One that is none: Unknown (ProbeInvalid).")
    @Size(min = 1, max = 1024)
    public String matches;
}
