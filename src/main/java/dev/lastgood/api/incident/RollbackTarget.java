package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Names;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Which revision to restore. */
@ValidationRule(
        value = "!(has(self.toRevision) && has(self.toVersion))",
        message = "toRevision and toVersion exclude each other: keep one of them")
public class RollbackTarget {

    @JsonPropertyDescription(
            "Name of the revision (ControllerRevision) to restore, whatever its state but Quarantined. One that is not there fails the "
                    + "step with TargetNotFound, and the flags follow.")
    @Size(min = 1, max = 253)
    @Pattern(Names.OBJECT_NAME)
    public String toRevision;

    @JsonPropertyDescription(
            "Version to restore: of the revisions that carry it, the one that served most recently and is not quarantined. One that "
                    + "never existed fails the step with TargetNotFound, and the flags follow.")
    @Size(min = 1, max = 253)
    public String toVersion;
}
