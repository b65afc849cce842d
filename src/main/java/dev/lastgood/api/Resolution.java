package dev.lastgood.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;

/** How an incident ended. */
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
            "Fixed: the cause is gone. Accepted: it stays, knowingly. FalseAlarm: there was none; the suspect gets its state Good back, "
                    + "its quarantine ends, and the incident is Closed.")
    @Required
    public Kind kind;

    @JsonPropertyDescription(
            "true: the flags that this incident switched off, and the route, are put back as they were before the incident ends, each only "
                    + "where nobody changed it since (else FlagChangedMeanwhile or RouteChangedMeanwhile, and it stays). Default: false.")
    @Default("false")
    public boolean restore;
}
