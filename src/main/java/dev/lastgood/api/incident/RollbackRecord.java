package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** A rollback that was done. */
public class RollbackRecord extends StatusPart<RollbackRecord> {

    @JsonPropertyDescription("The revision that was taken away.")
    @Size(max = 253)
    public String fromRevision;

    @JsonPropertyDescription("The revision that was restored.")
    @Size(max = 253)
    public String toRevision;

    @JsonPropertyDescription("Version of the revision that was taken away.")
    @Size(max = 253)
    public String fromVersion;

    @JsonPropertyDescription("Version of the revision that was restored.")
    @Size(max = 253)
    public String toVersion;

    @JsonPropertyDescription(
            "By when the restored revision serves; else the flags follow, or a person is asked. RFC 3339. It follows the model's "
                    + "rollbackDeadline, and counts anew when somebody brought the failed revision back and it was restored again.")
    @Size(max = 40)
    public String deadline;
}
