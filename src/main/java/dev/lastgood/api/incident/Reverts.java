package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/** How often the failed revision came back after the rollback. */
public class Reverts extends StatusPart<Reverts> {

    @JsonPropertyDescription("How often, in this try.")
    public int count;

    @JsonPropertyDescription("When the last one was seen, RFC 3339 with milliseconds.")
    @Size(max = 40)
    public String lastAt;

    @JsonPropertyDescription("Who did it, as far as the workload's managedFields tell: the name of a field manager.")
    @Size(max = 128)
    public String by;

    @JsonPropertyDescription(
            "When the newest ones were seen, newest last, at most 20: the breaker counts those within its window.")
    @Size(max = 20)
    public List<@Size(max = 40) String> recent = new ArrayList<>();

    @JsonPropertyDescription(
            "When the workload was created each time that someone deleted it and created it with the failed revision, RFC 3339, newest last, "
                    + "at most 20. After the second time within 10 minutes nothing is restored any more (RecreatedTooOften).")
    @Size(max = 20)
    public List<@Size(max = 40) String> recreated = new ArrayList<>();
}
