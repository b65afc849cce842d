package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/** What of the pod template carries no behavior in this workload. */
public class Ignore {

    @JsonPropertyDescription("Keys of annotations of the pod template, such as example.com/render-id. At most 32.")
    @Size(max = 32)
    public List<@Size(min = 1, max = 317) String> annotations = new ArrayList<>();

    @JsonPropertyDescription("Keys of labels of the pod template, such as example.com/run. At most 32.")
    @Size(max = 32)
    public List<@Size(min = 1, max = 317) String> labels = new ArrayList<>();

    @JsonPropertyDescription(
            "Names of environment variables, in all containers and init containers, such as RENDER_ID. Name none that selects a model, "
                    + "a prompt or a setting: its change would be no new revision, and no rollback would undo it. At most 32.")
    @Size(max = 32)
    public List<@Size(min = 1, max = 253) String> env = new ArrayList<>();
}
