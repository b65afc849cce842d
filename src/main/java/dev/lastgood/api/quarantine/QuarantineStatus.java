package dev.lastgood.api.quarantine;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** Whether the API server keeps the revision out. */
public class QuarantineStatus {

    @JsonPropertyDescription(
            "True: the API server refuses the revision, as a dry run showed. False: it would let the revision in, because the admission "
                    + "policies are missing or not followed. Unknown: not checked yet, or the workload does not exist. With False and "
                    + "Unknown Lastgood checks again within a minute.")
    @Size(max = 7)
    @Pattern("^(True|False|Unknown)$")
    public String enforced;

    @JsonPropertyDescription("Since when enforced has this value, RFC 3339.")
    @Size(max = 40)
    public String since;

    @JsonPropertyDescription("What the value means and what to do, for a person. At most 1024 characters.")
    @Size(max = 1024)
    public String message;
}
