package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import dev.lastgood.api.model.Links;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/** What somebody who looks into the incident would look up first. At most 8 KiB in all. */
public class Diagnosis extends StatusPart<Diagnosis> {

    @JsonPropertyDescription("The failed revision whose change is shown.")
    @Size(max = 253)
    public String failed;

    @JsonPropertyDescription("The last good revision that it is compared with.")
    @Size(max = 253)
    public String lastGood;

    @JsonPropertyDescription(
            "What came in with the failed revision, one part a line: images, names of environment variables (never their values), keys "
                    + "of ConfigMaps with short digests (never their content), volumes. First what changed without a deployment: the bytes of an "
                    + "image under its tag, or the checksum of a Secret. At most 40 lines.")
    @Size(max = 40)
    public List<@Size(max = 1024) String> changes = new ArrayList<>();

    @JsonPropertyDescription("How many more lines there would be. Absent: none.")
    public Integer moreChanges;

    @JsonPropertyDescription("What the model's probes said when the incident was first seen, bad ones first.")
    @Size(max = 16)
    public List<@Size(max = 1024) String> probes = new ArrayList<>();

    @JsonPropertyDescription(
            "The newest runs of the model from before detection, as ai_model_runs has them; newest first.")
    @Size(max = 5)
    public List<PastRun> runs = new ArrayList<>();

    @JsonPropertyDescription(
            "Versions of the prompts: those that were logged against those that the ModelDeployment declares (spec.prompts.versions).")
    @Size(max = 8)
    public List<PromptVersion> prompts = new ArrayList<>();

    @JsonPropertyDescription("Where to look further. Absent: the operator has no templates for links.")
    public Links links;
}
