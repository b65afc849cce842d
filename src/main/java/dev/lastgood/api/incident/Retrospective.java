package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.ZonedDateTime;

/** The look back at an incident. */
public class Retrospective {

    @JsonPropertyDescription(
            "When it was held, RFC 3339. A time that is yet to come is a date for it: it counts as held from then on. One before the "
                    + "incident was detected does not count.")
    @JsonFormat(shape = JsonFormat.Shape.STRING)
    @Required
    public ZonedDateTime heldAt;

    @JsonPropertyDescription("Where its notes are: an http or https URL. At most 2048 characters. May be left out.")
    @Size(max = 2048)
    @ValidationRule(
            value = "self.matches('^https?://[!-~]+$')",
            message = "url is where the notes are: write one such as https://wiki.example.com/retrospectives/42")
    public String url;
}
