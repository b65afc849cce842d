package dev.lastgood.api.probe;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Names;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/** A place in a JSON document and what may stand there. */
public class JsonExpect {

    @JsonPropertyDescription(
            "JSON pointer (RFC 6901) to the value, such as /status or /checks/0/state; at most 256 characters.")
    @Required
    @Size(max = 256)
    @Pattern(Names.JSON_POINTER)
    public String pointer;

    @JsonPropertyDescription(
            "What may stand there; 1 to 32 texts of at most 256 characters. Numbers, true, false and null are written as text, too, as in "
                    + "JSON: \"1\", \"true\". Another value, or none: Bad (AnswerUnexpected).")
    @Required
    @Size(min = 1, max = 32)
    public List<@Size(max = 256) String> in = new ArrayList<>();
}
