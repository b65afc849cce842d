package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/** How far the audit goes. */
public class AuditStatus extends StatusPart<AuditStatus> {

    @JsonPropertyDescription(
            "Digest of what is known to be told: of an incident what stands in the ledger, the audit of this try and the row of the "
                    + "evidence register; of a model what its annotations said of revisions.")
    @Size(max = 64)
    public String recorded;

    @JsonPropertyDescription(
            "What the ledger could not be told yet: of an incident what earlier tries changed, of a model what its annotations said. At most 64.")
    @Size(max = 64)
    public List<AuditEntry> pending = new ArrayList<>();
}
