package dev.lastgood.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/** How far the audit goes. */
public class AuditStatus {

    @JsonPropertyDescription(
            "Digest of what stands in the ledger: the audit of this try and the row of the evidence register.")
    @Size(max = 64)
    public String recorded;

    @JsonPropertyDescription("What earlier tries changed and the ledger could not be told yet. At most 64.")
    @Size(max = 64)
    public List<AuditEntry> pending = new ArrayList<>();
}
