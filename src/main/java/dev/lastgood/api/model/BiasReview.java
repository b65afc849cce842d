package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Durations;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/** When people look whether a model is biased. */
public class BiasReview {

    @JsonPropertyDescription(
            "How often, as UNIX cron: minute, hour, day of month, month, day of week, such as 0 9 1 */3 *. The row for the next time is "
                    + "written ahead; another schedule leaves the rows that are there. One that cannot be read or never comes: the "
                    + "condition BiasReviewScheduled says InvalidSchedule. At most 100 characters. Default: only after a BiasDrift incident.")
    @Size(min = 1, max = 100)
    @ValidationRule(
            value = "self.matches('^[^ ]+( [^ ]+){4}$')",
            message =
                    "schedule has five fields with one space between: write minute, hour, day of month, month and day of week, such as 0 9 1 */3 *")
    public String schedule;

    @JsonPropertyDescription(
            "Time zone of schedule, such as Europe/Berlin. One that is not known: InvalidSchedule. At most 64 characters. Default: UTC.")
    @Default("UTC")
    @Size(min = 1, max = 64)
    public String timeZone = "UTC";

    @JsonPropertyDescription("Who is to review: names or addresses, for the row. At most 16 of at most 256 characters.")
    @Size(max = 16)
    public List<@Size(min = 1, max = 256) String> stakeholders = new ArrayList<>();

    @JsonPropertyDescription("Where the checklist of the review is: http or https. At most 1024 characters.")
    @Required
    @Size(max = 1024)
    @ValidationRule(
            value = "self.matches('^https?://[!-~]+$')",
            message = "checklistURL is where the checklist is: write one such as https://wiki.example.com/bias-review")
    public String checklistURL;

    @JsonPropertyDescription(
            "How soon after its detection an incident BiasDrift wants a review: the model's newest pending one is moved to then, unless it "
                    + "is earlier; where there is none it is made. A duration such as 48h; default 48h, 1s to 8760h.")
    @Default("48h")
    @Size(min = 1, max = Durations.LONGEST)
    @ValidationRule(
            value = Durations.IS_ONE + " && duration(self) >= duration('1s') && duration(self) <= duration('8760h')",
            message = "afterDrift is a duration between 1s and 8760h: write one such as 48h")
    public String afterDrift = "48h";
}
