package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** One entry of the audit that waits for the ledger. */
public class AuditEntry extends StatusPart<AuditEntry> {

    @JsonPropertyDescription("Its id in the ledger, a UUID.")
    @Size(max = 36)
    public String id;

    @JsonPropertyDescription("When, RFC 3339.")
    @Size(max = 40)
    public String at;

    @JsonPropertyDescription("Who.")
    @Size(max = 256)
    public String actor;

    @JsonPropertyDescription("By what way: REST, Webhook, Probe, KubernetesAPI or Operator.")
    @Size(max = 32)
    public String way;

    @JsonPropertyDescription("What was done.")
    @Size(max = 64)
    public String action;

    @JsonPropertyDescription("Why, in CamelCase.")
    @Size(max = 64)
    public String reason;

    @JsonPropertyDescription("How it was before: JSON, or the SHA-256 digest of one over 1 KiB.")
    @Size(max = 1024)
    public String before;

    @JsonPropertyDescription("How it was after, likewise.")
    @Size(max = 1024)
    public String after;
}
