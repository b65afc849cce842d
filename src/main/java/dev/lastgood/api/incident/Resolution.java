package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** How an incident ended. */
@ValidationRule(
        value = "self.kind != 'FalseAlarm' || (has(self.rootCause) && self.rootCause.matches('[^\\\\s]'))",
        message = "a false alarm needs a reason: write rootCause, why it was one")
public class Resolution {

    /** The ways in which an incident ends. */
    public enum Kind {
        /** The cause is gone. */
        Fixed,
        /** There was none. */
        FalseAlarm,
        /** It stays as it is, knowingly. */
        Accepted
    }

    @JsonPropertyDescription(
            "Fixed: the cause is gone; Closed once rootCause, mitigation, at least one of followUps and the retrospective are there. "
                    + "Accepted: it stays, knowingly; Closed once rootCause and the retrospective are there. FalseAlarm: there was "
                    + "none; the suspect gets its state Good back, its quarantine ends, and the incident is Closed at once.")
    @Required
    public Kind kind;

    @JsonPropertyDescription(
            "Who resolved it, for the audit; REST writes the user name of the call. At most 256 characters.")
    @Size(min = 1, max = 256)
    public String resolvedBy;

    @JsonPropertyDescription(
            "true: the flags that this incident switched off, and the route, are put back as they were before the incident ends, each only "
                    + "where nobody changed it since (else FlagChangedMeanwhile or RouteChangedMeanwhile, and it stays). Default: false.")
    @Default("false")
    public boolean restore;

    @JsonPropertyDescription(
            "Why it happened; with Accepted also why it may stay so, with FalseAlarm why it was one: required there. At most 4096 characters. "
                    + "Without it the incident stays Resolved (ResolutionIncomplete).")
    @Size(max = 4096)
    public String rootCause;

    @JsonPropertyDescription(
            "What ended it for the users, and what ended the cause. At most 4096 characters. Without it an incident that was Fixed stays "
                    + "Resolved (ResolutionIncomplete).")
    @Size(max = 4096)
    public String mitigation;

    @JsonPropertyDescription(
            "What is done so that it does not happen again, one sentence or link each. At most 32 of at most 1024 characters. Without at "
                    + "least one an incident that was Fixed stays Resolved (ResolutionIncomplete).")
    @Size(max = 32)
    public List<@Size(min = 1, max = 1024) String> followUps;

    @JsonPropertyDescription("The retrospective, once it was held or a date for it is set.")
    public Retrospective retrospective;
}
